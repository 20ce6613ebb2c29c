"""The base of every screen: closed unless a permission opens it, bounded in what an address may ask, and audited.

The holes of stock Flask-Admin are closed here once: rows outside the scope cannot be opened by id, there is no
inline edit, no bulk action, no stock export and no look-up, pages and searches are bounded, and a stale form
overwrites nothing.
"""

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_security import current_user
from sqlalchemy import func
from sqlalchemy.orm import Query

from admin import addresses, sessions
from admin.auth import may
from admin.context import db, me, panel
from core import audit
from core.errors import Refusal, SavedMeanwhile
from core.staff import Permission
from texts import panel as said
from texts.refusals import sentence


class Closed:
    """A screen nobody sees without its permission. There is no default: a view without one opens for nobody.

    A ``grave`` screen also wants the password again when it was given more than a quarter of an hour ago.
    """

    permission: Permission
    grave = False

    def is_accessible(self) -> bool:
        return may(self.permission)

    def is_visible(self) -> bool:
        return self.is_accessible()

    def badge(self) -> int:
        """How many things wait behind this screen: the number beside its name in the menu."""
        return 0

    def inaccessible_callback(self, name: str, **kwargs):
        if not current_user.is_authenticated:
            return redirect(sessions.door_to(request.full_path if request.method == "GET" else None))
        return abort(404)

    def _handle_view(self, name: str, **kwargs):
        refused = super()._handle_view(name, **kwargs)
        if refused is None and self.grave and not sessions.is_proved(writing=request.method == "POST"):
            return sessions.ask_for_proof()
        return refused

    def _run_view(self, fn, *args, **kwargs):
        """Call the page, once. Stock Flask-Admin calls a page that raised TypeError a second time."""
        return fn(self, *args, **kwargs)


class DeskView(Closed, BaseView):
    """A screen with templates of its own."""


class InnerView(DeskView):
    """A screen that is reached from another one and has no line in the menu. Its first page is ``index``."""

    def __init__(self, **kwargs) -> None:
        type(self)._default_view = "index"
        super().__init__(**kwargs)

    def is_visible(self) -> bool:
        return False


class RecordView(Closed, ModelView):
    """A table staff look at and, where a view says so, add to and change, with an audit row for each change.

    A form carries the version of its row; ``apply`` makes the change and is told to refuse what is not allowed.
    """

    can_create = False
    column_display_pk = False
    page_size = 50
    subject = ""
    edit_permission: Permission | None = None
    about = ""
    new_label = ""
    search_hint = ""

    def __init__(self, model, **kwargs) -> None:
        super().__init__(model, db, **kwargs)

    def create_blueprint(self, admin):
        """Only the three pages below have an address; what stock Flask-Admin would add is left out."""
        self._urls = [row for row in self._urls if row[1] in {"index_view", "create_view", "edit_view"}]
        return super().create_blueprint(admin)

    def may_change(self) -> bool:
        """May this person add or change rows here?"""
        return self.edit_permission is not None and may(self.edit_permission)

    # looking -----------------------------------------------------------------------------------------------------

    @expose("/")
    def index_view(self):
        number, search = addresses.page(), addresses.text("cari")
        count, rows = self.get_list(number, None, False, search, None, page_size=self.page_size)
        return self.render(
            "panel/records/list.html",
            rows=rows,
            columns=self._list_columns,
            get_value=self.get_list_value,
            key_of=self.get_pk_value,
            pages=addresses.Pages(number, count, self.page_size),
            search=search,
            **self.more_for_list(),
        )

    def more_for_list(self) -> dict:
        """What else the list shows."""
        return {}

    def get_query(self) -> Query:
        return self.scoped(super().get_query())

    def get_count_query(self) -> Query:
        return self.scoped(db.session.query(func.count("*")).select_from(self.model))

    def scoped(self, query: Query) -> Query:
        """Only the rows this person may see."""
        return query

    # changing ----------------------------------------------------------------------------------------------------

    @expose("/baru", methods=("GET", "POST"))
    def create_view(self):
        if not (self.can_create and self.may_change()):
            abort(404)
        form = self.create_form()
        if request.method == "POST" and form.validate() and self._saved(form, None):
            return redirect(self.get_url(".index_view"))
        return self._form_page(form, None)

    @expose("/<int(max=2147483647):key>", methods=("GET", "POST"))
    def edit_view(self, key: int):
        row = self.get_query().filter(self.model.id == key).one_or_none()
        if row is None or not self.may_change():
            abort(404)
        form = self.edit_form(obj=row)
        if request.method == "POST" and form.validate() and self._saved(form, key):
            return redirect(self.get_url(".index_view"))
        return self._form_page(form, row)

    def _form_page(self, form, row):
        status = 422 if request.method == "POST" else 200
        heading = self.heading(row) if row is not None else self.new_label
        return self.render("panel/records/form.html", form=form, row=row, heading=heading), status

    def heading(self, row) -> str:
        """What the form of this row is called."""
        return str(getattr(row, self.column_list[0]))

    def _saved(self, form, key: int | None) -> bool:
        try:
            with panel().database.write() as session:
                self._save(session, form, key)
        except SavedMeanwhile as refusal:
            flash(sentence(refusal), "error")
            form.version.data = str(refusal.data["version"])
            return False
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return False
        flash(said.SAVED, "success")
        return True

    def _save(self, session, form, key: int | None) -> None:
        row = session.get(self.model, key, with_for_update=True) if key is not None else None
        if row is not None and str(row.version) != form.version.data:
            raise SavedMeanwhile(version=row.version)
        made = self.apply(session, form, row)
        session.flush()
        audit.record(
            session,
            by=me(session),
            action=f"{self.subject}_{'created' if row is None else 'changed'}",
            subject=f"{self.subject}:{made.id}",
            at=panel().clock(),
            details=self.audited(made),
        )

    def apply(self, session, form, row):
        """Make (``row`` is None) or change the row in this session and return it; raise a Refusal to decline."""
        raise NotImplementedError

    def audited(self, row) -> dict:
        """What of the row goes into the audit: nothing that names a citizen."""
        return {}
