"""Emergencies: the numbers to call first, then, if wanted, a case with the highest priority."""

from datetime import datetime, timedelta

from bot.dialogue.intents import Intent
from bot.dialogue.secrecy import wished_in
from bot.dialogue.signs import Emergency
from bot.dialogue.turn import Turn, named
from bot.dialogue.verdicts import things
from core.language.normalise import words as words_of
from core.places.phrases import find_place
from texts import emergency as words
from texts.words import say
from tickets import categories, reporting
from tickets.kinds import Priority, Visibility
from tickets.reporting import Report

_CALLED = frozenset(
    "telepon telpon telp tlp nelpon menelepon ditelepon "
    "panggil manggil memanggil dipanggil hubungi menghubungi dihubungi called call".split()
)
_ALREADY = frozenset("sudah already have".split())
_FEW = 10
STILL_MEANT = timedelta(hours=6)
_RECORD_WORDS = frozenset("catat dicatat catatkan catatin rekam laporkan lapor record note".split())


def call_first(turn: Turn) -> bool:
    """Somebody is in danger: the first line is the number to call. No form and no menu before it."""
    sort = turn.understood.emergency
    if sort is None:
        return False
    if sort is Emergency.DESPAIR:
        turn.say(say(words.not_alone), *named("officer"))
        turn.wait_for("despair", at=turn.at.isoformat())
        return True
    turn.say(say(words.call_first, sort=sort.value), *named("record", "officer"))
    turn.wait_for("emergency", text=turn.understood.text, at=turn.at.isoformat())
    return True


def not_alone(turn: Turn) -> bool:
    """More from somebody who just spoke of dying, and nothing that is asked or reported: no "belum punya jawaban"."""
    awaiting, understood = turn.memory.awaiting, turn.understood
    if awaiting is None or awaiting.kind != "despair" or understood.is_question:
        return False
    if turn.at - datetime.fromisoformat(awaiting.data["at"]) > STILL_MEANT:
        return False
    turn.say(say(words.not_alone), *named("officer"))
    return True


def record(turn: Turn) -> bool:
    """ "Sudah telepon, tolong catat juga": filed at once, without a review."""
    told = _told(turn)
    if told is None or not _wants_it_recorded(turn, told):
        return False
    file(turn, told)
    return True


def called(turn: Turn) -> bool:
    """ "Sudah telepon polisi", after the numbers: whoever called may have it recorded too."""
    said = set(turn.understood.words)
    if _told(turn) is None or not said & _CALLED or not said & _ALREADY or len(said) > _FEW:
        return False
    turn.say(say(words.called), *named("record", "officer"))
    return True


def record_pressed(turn: Turn) -> bool:
    """The button under the emergency numbers."""
    told = _told(turn)
    if told is None:
        return False
    file(turn, told)
    return True


def file(turn: Turn, text: str) -> None:
    """Open the case that everybody sees first."""
    category = categories.suggest(words_of(text))
    reporting.file_complaint(
        turn.session,
        Report(
            text=text,
            place=turn.understood.place or find_place(text, home_code=turn.office.region_code),
            media=turn.media,
            visibility=wished_in(text) or Visibility.BIASA,
            priority=Priority.DARURAT,
            category=category.code if category else None,
        ),
        contact=turn.contact,
        source_inbox_id=turn.inbox_id,
        at=turn.at,
    )
    turn.memory.awaiting = None


def _told(turn: Turn) -> str | None:
    awaiting = turn.memory.awaiting
    if awaiting is None or awaiting.kind != "emergency":
        return None
    if turn.at - datetime.fromisoformat(awaiting.data["at"]) > STILL_MEANT:
        return None
    return str(awaiting.data["text"])


def _wants_it_recorded(turn: Turn, told: str) -> bool:
    """A word for it; a yes only while nothing else was asked in between, and never a report of something else."""
    said, intents = set(turn.understood.words), turn.understood.intents
    if Intent.RECORD in intents:
        return True
    if Intent.YES in intents:
        return turn.offers_now("record")
    return bool(said & _RECORD_WORDS) and len(said) <= 12 and not _is_another(turn, told)


def _is_another(turn: Turn, told: str) -> bool:
    """ "Lapor lampu mati di Pedan", after a fire: a complaint that shares no thing with what was told."""
    understood = turn.understood
    return understood.is_complaint and things(understood.words).isdisjoint(things(words_of(told)))
