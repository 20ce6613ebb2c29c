"""Chat petugas: a person of the office links the chat they work from with a code that is shown once."""

from urllib.parse import quote

from flask import abort, flash, redirect, url_for
from flask_admin import expose

from admin.addresses import MAX_ID
from admin.base import InnerView
from admin.context import db, me, now, panel
from core import staff_chats
from core.drawn_codes import drawn
from core.errors import Refusal
from core.messages import channel_commands
from core.messages.channels import Channel
from core.staff import Permission
from texts import panel as said
from texts.refusals import sentence


class StaffChatScreen(InnerView):
    """One's own chats. A grave screen: who sits down at somebody's open page links no chat to it."""

    permission = Permission.SEE_CASES
    grave = True

    def __init__(self) -> None:
        super().__init__(name="Chat petugas", endpoint="chat_petugas", url="/admin/chat-petugas")

    @expose("/")
    def index(self):
        return self._page()

    @expose("/kode", methods=("POST",))
    def code(self):
        """A new code, shown on this page and nowhere else."""
        try:
            with panel().database.write() as session:
                code = staff_chats.make_code(session, me(session), at=now())
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for(".index"))
        return self._page(code=code, ways=_ways(code))

    @expose(f"/<int(max={MAX_ID}):key>/lepas", methods=("POST",))
    def unlink(self, key: int):
        with panel().database.write() as session:
            staff = me(session)
            if not staff_chats.unlink(session, staff.id, by=staff, at=now(), chat_id=key):
                abort(404)
        flash(said.STAFF_CHAT_UNLINKED, "success")
        return redirect(url_for(".index"))

    def _page(self, code: str = "", ways: dict[Channel, tuple[str, str]] | None = None):
        return self.render(
            "panel/staff_chat.html",
            chats=staff_chats.of_staff(db.session, me(db.session).id),
            code=f"{code[:4]}-{code[4:]}" if code else "",
            ways=ways or {},
            minutes=int(staff_chats.CODE_LIVES.total_seconds() // 60),
        )


def _ways(code: str) -> dict[Channel, tuple[str, str]]:
    """Where the code goes, as an address and as a drawing of it; a channel whose name is not known yet has none."""
    found = {}
    bot = channel_commands.account(db.session, Channel.TELEGRAM)
    number = channel_commands.account(db.session, Channel.WHATSAPP)
    if bot:
        found[Channel.TELEGRAM] = f"https://t.me/{bot}?start=staf_{code}"
    if number:
        found[Channel.WHATSAPP] = f"https://wa.me/{number}?text={quote(f'staf {code}')}"
    return {channel: (address, drawn(address)) for channel, address in found.items()}
