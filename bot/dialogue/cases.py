"""Talking about a case that exists: answering its question, saying it is settled or not, rating, adding, reopening."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.dialogue import complaint
from bot.dialogue.intents import Intent
from bot.dialogue.turn import Choice, Turn, listed, named
from bot.dialogue.verdicts import says_more_than_a_score, score_in
from texts import complaint as words
from texts.words import say
from tickets import notices, queries, reactions, reporting
from tickets.guards import TooLateToReopen, TooLateToRevive
from tickets.kinds import Outcome, Status
from tickets.models import Case
from tickets.reactions import ENDED, Became
from tickets.states import NotNow

RECENT = timedelta(days=30)
AGAIN = frozenset("lagi masih belum tetap kembali kambuh maneh isih durung again still".split())
_STILL = frozenset("belum masih tetap durung still".split())
_ONCE_MORE = frozenset("kembali lagi maneh aja saja".split())
_MEANS_IT = frozenset("ini itu tadi kemarin kok yang sama nya".split())
_ADDITION = frozenset("tambahan tambah menambahkan nambah nambahi nambahin tambahkan susulan addition".split())
_OPENS_WITH, _SOME_WORDS = 4, 3
_SILENT = frozenset({Outcome.NO_REACTION, Outcome.CLOSED_BY_STAFF})
_FIGURES = ["1", "2", "3", "4", "5"]
_MOST_ASKED, LOW = 8, 2
RUNNING: frozenset[Status] = frozenset(status for status in Status if status.is_open) | {Status.MERGED}


def settled_or_not(case: Case) -> tuple[Choice, ...]:
    """ "Sudah beres" and "belum beres", for this case."""
    return tuple(Choice(name, name, data={"case": case.id}) for name in ("settled", "not_settled"))


def stars(case: Case) -> tuple[Choice, ...]:
    """One to five, for this case."""
    return listed("rate", [(str(score), {"case": case.id, "score": score}) for score in range(1, 6)])


def verdict(turn: Turn) -> bool:
    """ "Sudah beres", "belum beres", or stars, about the case that was answered.

    Of several answered cases the citizen is asked which one is meant; nothing is guessed.
    """
    intents = turn.understood.intents
    score = score_in(turn.understood.text, was_asked=_stars_were_asked(turn))
    if score is None and not intents & {Intent.SETTLED, Intent.NOT_SETTLED}:
        return False
    over = ended(turn)
    if not over:
        return False
    if score is not None:
        case = _last_asked(turn, over)
        rate(turn, case, score, comment=turn.understood.text if says_more_than_a_score(turn.understood.words) else None)
    elif len(over) > 1:
        ask_which(turn, is_settled=Intent.SETTLED in intents)
    else:
        return _verdict(turn, over[0])
    return True


def _stars_were_asked(turn: Turn) -> bool:
    """Was the last thing said a question for one to five? Anywhere else a bare figure means something else."""
    return [label for _, label in turn.memory.options][: len(_FIGURES)] == _FIGURES


def to_be_rated(turn: Turn) -> Case | None:
    """The case for which one to five was asked by the last thing said."""
    over = ended(turn) if _stars_were_asked(turn) else []
    return _last_asked(turn, over) if over else None


def ended(turn: Turn) -> list[Case]:
    """The answered and lately closed cases of this chat, the newest first; those nobody has reacted to come alone."""
    recent = turn.at - RECENT
    found = []
    answered = turn.own_cases(of={Status.ANSWERED})
    for case in dict.fromkeys((*answered, *turn.own_cases())):
        stands = notices.master_of(turn.session, case)
        if stands.status in ENDED and (stands.closed_at is None or stands.closed_at >= recent):
            found.append((case, stands))
    open_ones = [case for case, stands in found if stands.status is Status.ANSWERED or stands.outcome in _SILENT]
    return open_ones or [case for case, _ in found[:1]]


def several_wait(turn: Turn) -> bool:
    """Do several answered cases of this chat wait for a word, so that a typed "sudah beres" could mean any of them?"""
    return len(ended(turn)) > 1


def ask_which(turn: Turn, *, is_settled: bool) -> None:
    """Which of the answered cases is settled, or is not?"""
    which(turn, ended(turn), "settled_this" if is_settled else "not_settled_this")


def _last_asked(turn: Turn, over: Sequence[Case]) -> Case:
    """The case whose rating was asked for last."""
    asked = turn.memory.awaiting.data.get("case") if turn.memory.awaiting is not None else None
    return next((case for case in over if case.id == asked), over[0])


def which(turn: Turn, cases: Sequence[Case], act: str, *more: Choice, **data: object) -> None:
    """Several cases could be meant: the citizen says which."""
    rows = [(case.number, {"case": case.id, **data}) for case in cases[:_MOST_ASKED]]
    turn.say(say(words.which_case), *listed(act, rows), *more)


def _verdict(turn: Turn, case: Case) -> bool:
    intents = turn.understood.intents
    status = notices.master_of(turn.session, case).status
    if Intent.NOT_SETTLED in intents and status in ENDED:
        reopen(turn, case, turn.understood.text)
        return True
    if Intent.SETTLED in intents and status is Status.ANSWERED:
        confirm(turn, case)
        return True
    return False


def confirm(turn: Turn, case: Case) -> None:
    """The reporter says it is settled; a rating is offered."""
    reactions.confirm(turn.session, case, at=turn.at)
    turn.wait_for("rating", case=case.id)
    told = words.noted_as_settled if case.status is Status.MERGED else words.confirmed
    turn.say(say(told, number=case.number, may_rate=True), *stars(case))


def rate(turn: Turn, case: Case, score: int, *, comment: str | None = None) -> None:
    """Keep the reporter's figure, with the words that came with it or before it; a low one asks what was wanting."""
    told = (_comment_before(turn, case), comment)
    reactions.rate(turn.session, case, score=score, comment="\n".join(filter(None, told)) or None, at=turn.at)
    turn.memory.awaiting = None
    if score <= LOW:
        turn.wait_for("wanting", case=case.id, at=turn.at.isoformat())
    is_answered = notices.master_of(turn.session, case).status is Status.ANSWERED
    choices = [
        choice for choice in settled_or_not(case) if is_answered or (score <= LOW and choice.action != "settled")
    ]
    turn.say(say(words.rating_thanks, score=score, number=case.number, is_answered=is_answered), *choices)


def _comment_before(turn: Turn, case: Case) -> str | None:
    """What was said where the figure was asked for."""
    awaiting = turn.memory.awaiting
    is_this = awaiting is not None and awaiting.kind == "rating" and awaiting.data.get("case") == case.id
    return awaiting.data.get("comment") if awaiting is not None and is_this else None


def reopen(turn: Turn, case: Case, text: str) -> None:
    """Take the case up again; after ten working days a new report is linked to it instead."""
    try:
        reactions.reopen(turn.session, case, text=text, media=turn.media, at=turn.at)
    except TooLateToReopen:
        _anew(turn, case, text)
    except NotNow:
        tell(turn, case, text)
    turn.memory.awaiting = None


def _anew(turn: Turn, case: Case, text: str) -> None:
    turn.say(say(words.too_late_to_reopen, number=case.number))
    complaint.tell(turn, text, follows=case.number)


def tell(turn: Turn, case: Case, text: str) -> None:
    """Keep these words with the case; what was answered or put aside is taken up by them, nothing is dropped."""
    case = queries.goes_on_as(turn.session, case) or case
    try:
        became = reactions.say_more(turn.session, case, text=text, media=turn.media, at=turn.at)
    except (TooLateToReopen, TooLateToRevive):
        _anew(turn, case, text)
        return
    except NotNow:  # a request for information that was answered is not reopened, but what is said of it is kept
        reporting.add(turn.session, case, text=text, media=turn.media, at=turn.at)
        became = Became.ADDED
    if became is Became.OBJECTED:
        turn.say(say(words.objected, number=case.number))
    elif became is Became.ADDED:
        told = words.added_elsewhere if case.status is Status.TRANSFERRED else words.added_to_case
        turn.say(say(told, number=case.number))
    turn.memory.awaiting = None


def addition(turn: Turn) -> bool:
    """ "Tambahan: lubangnya makin lebar" without a number: the one open case, or a question which one."""
    said = turn.understood.words
    if turn.memory.draft is not None or len(said) < _SOME_WORDS or not _ADDITION & set(said[:_OPENS_WITH]):
        return False
    running = turn.own_cases(of=RUNNING)
    if not running or turn.understood.is_question:
        return False
    if len(running) == 1:
        tell(turn, running[0], turn.understood.text)
    else:
        which(turn, running, "add_to_case", text=turn.understood.text)
    return True


def again(turn: Turn) -> bool:
    """ "Ini numpuk lagi" after a case was closed: reopen that one, or file a new one? The citizen decides.

    "Belum, tetap gelap" to an answer that asked whether all is well, or to a case that was closed for silence, is a
    clear word: reopened at once.
    """
    understood = turn.understood
    if turn.memory.draft is not None or understood.reports or understood.is_question:
        return False
    said = set(understood.words)
    looks_like_it = bool(said & AGAIN) and (understood.complaint >= 1 or bool(said & _MEANS_IT)) and len(said) <= 25
    if not looks_like_it:
        return False
    over = ended(turn)
    if not over:
        return False
    if len(over) > 1:
        which(turn, over, "reopen", text=understood.text, media=list(turn.media))
        return True
    case = over[0]
    stands = notices.master_of(turn.session, case)
    unheard = stands.status is Status.ANSWERED or stands.outcome is Outcome.NO_REACTION
    if unheard and understood.words[0] in _STILL:
        reopen(turn, case, understood.text)
        return True
    ask_to_reopen(turn, case)
    return True


def ask_to_reopen(turn: Turn, case: Case, *more: Choice) -> None:
    """Take this case up again with the words just said, or file a new one?"""
    kept: dict[str, Any] = {"text": turn.understood.text, "media": list(turn.media)}
    reactions.wrote(turn.session, case, inbox_id=turn.inbox_id, at=turn.at)
    turn.say(
        say(words.shall_we_reopen, number=case.number, title=case.title),
        Choice("reopen", "reopen", data={"case": case.id, **kept}),
        Choice("new_report", "new_report", data=kept),
        *more,
    )
    turn.wait_for("reopen", case=case.id, **kept)


def awaited(turn: Turn) -> bool:
    """A plain yes or no to something the bot asked about a case."""
    awaiting, intents = turn.memory.awaiting, turn.understood.intents
    if awaiting is None or awaiting.kind != "reopen":
        return False
    if turn.memory.draft is not None and not turn.offers_now("reopen"):
        return False  # the question was followed by the review card of a draft: a yes is for the card
    case = turn.session.get(Case, awaiting.data["case"])
    said = set(turn.understood.words)
    wants_it = Intent.YES in intents or ("buka" in said and bool(said & _ONCE_MORE))
    if case is None or not wants_it or len(turn.understood.words) > 6:
        return False
    turn.media = turn.media or tuple(awaiting.data.get("media", ()))
    reopen(turn, case, str(awaiting.data["text"]))
    return True


def own_case(turn: Turn) -> Case | None:
    """The case a button carries, if this chat may act on it."""
    case = turn.session.get(Case, int(turn.pressed.get("case", 0)))
    return case if case is not None and reporting.follows(turn.session, case, turn.contact) else None


def add_pressed(turn: Turn, case: Case) -> None:
    """The text was written before; now it is known which case it is for."""
    turn.media = tuple(turn.pressed.get("media", ()))
    tell(turn, case, str(turn.pressed.get("text", "")))


def reopen_pressed(turn: Turn, case: Case) -> None:
    """ "Buka kembali", with the words and files it was offered for."""
    turn.media = tuple(turn.pressed.get("media", ()))
    reopen(turn, case, str(turn.pressed.get("text", "")))


def settled_pressed(turn: Turn, case: Case) -> None:
    """ "Sudah beres" under an answer, or picked from several; a case that moved on meanwhile is told as it stands."""
    try:
        confirm(turn, case)
    except NotNow:
        turn.say(say(words.noted_as_settled, number=case.number))


def object_pressed(turn: Turn, case: Case) -> None:
    """One tap: the reporter does not agree that the report was put aside."""
    try:
        reactions.object_to(turn.session, case, at=turn.at)
    except NotNow:
        tell(turn, case, "")
        return
    turn.say(say(words.objected, number=case.number))


def withdraw(turn: Turn) -> bool:
    """ "Cabut laporan": the open case of this chat; of several the citizen says which."""
    if Intent.WITHDRAW not in turn.understood.intents:
        return False
    own = turn.own_cases(of=RUNNING - {Status.MERGED})
    if not own:
        turn.say(say(words.nothing_to_withdraw), *named("status", "officer"))
    elif len(own) > 1:
        which(turn, own, "withdraw")
    else:
        withdraw_this(turn, own[0])
    return True


def withdraw_this(turn: Turn, case: Case) -> None:
    """Take it back, or pass the wish on to whoever works on it already."""
    try:
        reactions.withdraw(turn.session, case, at=turn.at)
    except NotNow:
        text = turn.understood.text or "Pelapor ingin mencabut laporannya."
        reporting.add(turn.session, case, text=text, at=turn.at, details={"wants": "cabut"})
        turn.say(say(words.cannot_withdraw, number=case.number))
    else:
        turn.say(say(words.withdrawn, number=case.number))
