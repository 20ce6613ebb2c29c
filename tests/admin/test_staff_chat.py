"""The chat a person of the office works from: a code shown once, let go by oneself or by the technical administrator."""

import re

import pytest
from sqlalchemy import func, select
from support import cast
from support.time import NOON

from core import staff_chats
from core.audit import AuditEntry
from core.messages import channel_commands
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.staff_chats import StaffChat, StaffChatCode

PAGE = "/admin/chat-petugas/"


@pytest.fixture
def rina(enter):
    return enter(cast.rina)


def _linked(database, who) -> None:
    with database.write() as session:
        code = staff_chats.make_code(session, who(session), at=NOON)
        staff_chats.link(session, cast.tono(session), code, at=NOON)


def _chats(session) -> int:
    return session.scalar(select(func.count()).select_from(StaffChat)) or 0


def test_a_code_is_shown_once_with_a_link_for_each_channel_and_kept_as_a_fingerprint(rina, database, session):
    with database.write() as writing:
        for channel, name in ((Channel.TELEGRAM, "klaten_bot"), (Channel.WHATSAPP, "628111")):
            channel_commands.done(writing, channel, Command.CHECK, f'{{"account": "{name}"}}', at=NOON)

    page = rina.post(f"{PAGE}kode", status=200)

    (code,) = set(re.findall(r"staf ([A-Z]{4}-\d{4})", page.text))
    bare = code.replace("-", "")
    assert f"https://t.me/klaten_bot?start=staf_{bare}" in page.html
    assert f"https://wa.me/628111?text=staf%20{bare}" in page.html
    assert bare not in rina.get(PAGE).html
    assert bare not in session.scalar(select(StaffChatCode.mark))
    assert all(bare not in str(entry.details) for entry in session.scalars(select(AuditEntry)))


def test_a_sixth_code_within_the_hour_is_refused(rina):
    for _ in range(staff_chats.MOST_CODES):
        rina.post(f"{PAGE}kode", status=200)

    rina.post(f"{PAGE}kode")

    assert "Paling banyak 5 kode" in rina.then()


def test_one_lets_go_of_ones_own_chat_and_of_no_other(rina, enter, database, session):
    _linked(database, cast.rina)
    key = session.scalar(select(StaffChat.id))
    agus = enter(cast.agus)

    agus.post(f"{PAGE}{key}/lepas", status=404)
    assert _chats(session) == 1
    rina.submit(rina.get(PAGE).form(f"{PAGE}{key}/lepas"))

    assert "Chat dilepas" in rina.then()
    assert _chats(session) == 0
    assert "staff_chat_unlinked" in set(session.scalars(select(AuditEntry.action)))


def test_the_technical_administrator_lets_go_and_a_dismissal_does_too(enter, database, session):
    teguh = enter(cast.teknis)
    for act in ("lepas-chat", "nonaktif"):
        _linked(database, cast.rina)
        key = session.scalar(select(StaffChat.staff_id))
        assert "Chat petugas" in teguh.get(f"/admin/petugas/{key}")

        teguh.post(f"/admin/petugas/{key}/{act}")

        assert _chats(session) == 0
