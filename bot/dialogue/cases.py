"""Talking about a case that exists: answering its question, saying it is settled or not, rating, adding, reopening."""

from datetime import timedelta

from bot.dialogue import complaint
from bot.dialogue.intents import Intent
from bot.dialogue.turn import Choice, Turn, listed
from core.messages import outbox
from texts import complaint as words
from texts.words import say
from tickets import queries, reporting
from tickets.kinds import Status
from tickets.models import Case
from tickets.reporting import TooLateToReopen
from tickets.states import NotNow

RECENT = timedelta(days=30)
_AGAIN = frozenset("lagi masih belum tetap kembali kambuh maneh isih durung again still".split())
_STILL = frozenset("belum masih tetap durung still".split())
_MEANS_IT = frozenset("ini itu tadi kemarin kok yang sama nya".split())


def quoted(turn: Turn) -> bool:
    """The citizen replied to one of our messages about a case."""
    if turn.incoming.reply_to is None or turn.understood.numbers:
        return False
    about = outbox.of_message(turn.session, turn.incoming.channel, turn.incoming.reply_to)
    if about is None or about.case_id is None or about.chat_key != turn.incoming.chat_key:
        return False
    case = turn.session.get(Case, about.case_id)
    if case is None or turn.understood.intents & {Intent.THANKS, Intent.STATUS, Intent.CANCEL}:
        return False
    if _verdict(turn, case):
        return True
    add(turn, case)
    return True


def verdict(turn: Turn) -> bool:
    """ "Sudah beres", "belum beres", or a figure from one to five, about the newest case that was answered."""
    intents = turn.understood.intents
    score = _score(turn)
    if score is None and not intents & {Intent.SETTLED, Intent.NOT_SETTLED}:
        return False
    case = _newest_ended(turn)
    if case is None:
        return False
    if score is not None:
        rate(turn, case, score)
        return True
    return _verdict(turn, case)


def _score(turn: Turn) -> int | None:
    text = turn.understood.text.strip(" .!*⭐")
    if text in {"1", "2", "3", "4", "5"}:
        return int(text)
    stars = turn.understood.text.count("⭐")
    return stars if 1 <= stars <= 5 and set(turn.understood.text) <= {"⭐", "\ufe0f", " "} else None


def _newest_ended(turn: Turn) -> Case | None:
    ended = (Status.ANSWERED, Status.CLOSED)
    recent = turn.at - RECENT
    for case in queries.of_contact(turn.session, turn.contact.id):
        if case.status in ended and (case.closed_at is None or case.closed_at >= recent):
            return case
    return None


def _verdict(turn: Turn, case: Case) -> bool:
    intents = turn.understood.intents
    if Intent.NOT_SETTLED in intents and case.status in {Status.ANSWERED, Status.CLOSED}:
        reopen(turn, case, turn.understood.text)
        return True
    if intents & {Intent.SETTLED, Intent.YES} and case.status is Status.ANSWERED:
        confirm(turn, case)
        return True
    return False


def confirm(turn: Turn, case: Case) -> None:
    """The reporter says it is settled; a rating is offered."""
    reporting.confirm(turn.session, case, at=turn.at)
    turn.wait_for("rating", case=case.id)
    stars = listed("rate", [(str(score), {"case": case.id, "score": score}) for score in range(1, 6)])
    turn.say(say(words.confirmed, number=case.number), *stars)


def rate(turn: Turn, case: Case, score: int) -> None:
    """Keep the reporter's figure."""
    reporting.rate(turn.session, case, score=score, comment=None, at=turn.at)
    turn.memory.awaiting = None
    choices = [Choice("not_settled", "not_settled", data={"case": case.id})] if score <= 2 else []
    turn.say(say(words.rating_thanks, score=score, number=case.number), *choices)


def reopen(turn: Turn, case: Case, text: str) -> None:
    """Take the case up again; after ten working days a new report is linked to it instead."""
    try:
        reporting.reopen(turn.session, case, text=text, media=turn.media, at=turn.at)
    except TooLateToReopen:
        turn.say(say(words.too_late_to_reopen, number=case.number))
        complaint.tell(turn, text, follows=case.number)
    except NotNow:
        add(turn, case)
    turn.memory.awaiting = None


def waiting_for_reporter(turn: Turn) -> bool:
    """An officer asked something: any reply that is no command answers it."""
    if turn.understood.intents - {Intent.YES, Intent.NO} or turn.memory.draft is not None:
        return False
    waiting = [case for case in queries.of_contact(turn.session, turn.contact.id) if case.status is Status.WAITING]
    if not waiting:
        return False
    if len(waiting) == 1:
        add(turn, waiting[0])
        return True
    rows = [(case.number, {"case": case.id, "text": turn.understood.text}) for case in waiting[:3]]
    turn.say(say(words.which_case), *listed("add_to_case", rows))
    return True


def again(turn: Turn) -> bool:
    """ "Ini numpuk lagi" after a case was closed: reopen that one, or file a new one? The citizen decides.

    "Belum, tetap gelap" to an answer that asked whether all is well is a clear word: reopened at once.
    """
    understood = turn.understood
    if turn.memory.draft is not None or understood.reports or understood.is_question:
        return False
    said = set(understood.words)
    looks_like_it = bool(said & _AGAIN) and (understood.complaint >= 1 or bool(said & _MEANS_IT)) and len(said) <= 25
    if not looks_like_it:
        return False
    case = _newest_ended(turn)
    if case is None:
        return False
    if case.status is Status.ANSWERED and understood.words[0] in _STILL:
        reopen(turn, case, understood.text)
        return True
    turn.say(
        say(words.shall_we_reopen, number=case.number, title=case.title),
        Choice("reopen", "reopen", data={"case": case.id, "text": understood.text}),
        Choice("new_report", "new_report", data={"text": understood.text}),
    )
    turn.wait_for("reopen", case=case.id, text=understood.text)
    return True


def awaited(turn: Turn) -> bool:
    """A plain yes or no to something the bot asked about a case."""
    awaiting, intents = turn.memory.awaiting, turn.understood.intents
    if awaiting is None or awaiting.kind != "reopen":
        return False
    case = turn.session.get(Case, awaiting.data["case"])
    wants_it = Intent.YES in intents or {"buka", "kembali"} <= set(turn.understood.words)
    if case is None or not wants_it or len(turn.understood.words) > 6:
        return False
    reopen(turn, case, str(awaiting.data["text"]))
    return True


def own_case(turn: Turn) -> Case | None:
    """The case a button carries, if this chat may act on it."""
    case = turn.session.get(Case, int(turn.pressed.get("case", 0)))
    return case if case is not None and reporting.follows(turn.session, case, turn.contact) else None


def add(turn: Turn, case: Case) -> None:
    """Keep the message with the case, where its officer sees it."""
    reporting.add(turn.session, case, text=turn.understood.text, media=turn.media, at=turn.at)
    turn.say(say(words.added_to_case, number=case.number))


def add_pressed(turn: Turn, case: Case) -> None:
    """The text was written before; now it is known which case it is for."""
    reporting.add(turn.session, case, text=str(turn.pressed.get("text", "")), media=turn.media, at=turn.at)
    turn.say(say(words.added_to_case, number=case.number))


def withdraw(turn: Turn) -> bool:
    """ "Cabut laporan": the newest open case of this chat."""
    if Intent.WITHDRAW not in turn.understood.intents:
        return False
    for case in queries.of_contact(turn.session, turn.contact.id):
        try:
            reporting.withdraw(turn.session, case, at=turn.at)
        except NotNow:
            continue
        turn.say(say(words.withdrawn, number=case.number))
        return True
    return False
