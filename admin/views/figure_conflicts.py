"""Perbedaan angka: two producers, one figure, two values; somebody decides with a reason which one is public."""

from flask import flash, redirect, request, url_for
from flask_admin import expose

from admin import addresses
from admin.addresses import MAX_ID, found_or_404
from admin.base import DeskView
from admin.context import db, me, now, panel
from admin.showing import exact
from core import audit
from core import staff as people
from core.errors import Refusal
from core.staff import Permission
from knowledge.statistics import conflicts
from knowledge.statistics.staging import Conflict
from texts import import_words as said
from texts.refusals import sentence

MOST = 100


class FigureConflicts(DeskView):
    """What waits for a decision, and what was decided."""

    permission = Permission.MANAGE_FIGURES

    def __init__(self) -> None:
        super().__init__(name="Perbedaan angka", category="Data", endpoint="beda_angka", url="/admin/perbedaan-angka")

    def badge(self) -> int:
        return conflicts.undecided(db.session)

    @expose("/")
    def index(self):
        waiting = conflicts.listed(db.session, is_decided=False, limit=MOST)
        decided = conflicts.listed(db.session, is_decided=True, limit=MOST)
        names = people.names(db.session, [one.conflict.decided_by for one in decided])
        return self.render("panel/figures/conflicts.html", waiting=waiting, decided=decided, names=names, exact=exact)

    @expose(f"/<int(max={MAX_ID}):key>", methods=("POST",))
    def decide(self, key: int):
        found_or_404(db.session, Conflict, key)
        take, reason = request.form.get("pilih") == "lain", addresses.typed("reason", 2000)
        try:
            with panel().database.write() as session:
                by = me(session)
                conflicts.decide(
                    session, key, take_rival=take, reason=reason, lock=addresses.row_id("version"), by=by, at=now()
                )
                details = {"reason": reason, "after": "angka lain" if take else "angka terbit"}
                audit.record(
                    session, by=by, action="figures_decided", subject=f"conflict:{key}", at=now(), details=details
                )
        except Refusal as refused:
            flash(sentence(refused), "error")
        else:
            flash(said.DECIDED, "success")
        return redirect(url_for(".index"))
