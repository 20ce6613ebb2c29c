"""Quoting: a reply to one of our messages about a case belongs to that case, whatever else is going on in the chat."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue import cases
from bot.dialogue.intents import Intent
from bot.dialogue.turn import Choice, Turn, named
from bot.dialogue.verdicts import Verdict, is_plain_yes, score_in, verdict_in
from core.messages import handovers, pieces
from core.messages.handovers import HandoverState
from texts import complaint as words
from texts import greetings
from texts.words import say
from tickets import notices, queries, reactions
from tickets.kinds import Status
from tickets.models import Case
from tickets.reactions import ENDED


def quoted(turn: Turn) -> bool:
    """The citizen replied to one of our messages about a case."""
    case = quoted_case(turn)
    if case is None or turn.understood.numbers or turn.understood.intents & {Intent.STATUS, Intent.CANCEL}:
        return False
    stands = notices.master_of(turn.session, case).status
    if stands in ENDED:
        said_of_ended(turn, case)
        return True
    if Intent.THANKS in turn.understood.intents:
        return False
    if stands.is_open and stands is not Status.WAITING and _is_only_polite(turn):
        turn.say(say(greetings.all_right), *named("status", "officer"))
    else:
        cases.tell(turn, case, turn.understood.text)
    return True


def beside_a_talk(turn: Turn) -> bool:
    """While an officer has the chat, what quotes a case is still for the case; the officer reads it in the chat."""
    if turn.incoming.reply_to is None or (turn.known is not None and turn.known.handover_id is None):
        return False
    talk = handovers.open_for(turn.session, turn.incoming.chat_key)
    if talk is None or talk.state is not HandoverState.TAKEN:
        return False
    return not turn.understood.intents & {Intent.STOP, Intent.BACK_TO_BOT, Intent.MENU} and quoted(turn)


def quoted_case(turn: Turn) -> Case | None:
    """The case the quoted message of ours was about."""
    if turn.incoming.reply_to is None:
        return None
    about = pieces.of_message(turn.session, turn.incoming.channel, turn.incoming.reply_to)
    if about is None or about.case_id is None or about.chat_key != turn.incoming.chat_key:
        return None
    return turn.session.get(Case, about.case_id)


def quotes_another(turn: Turn, data: Mapping[str, Any]) -> bool:
    """Does the message quote one case while an option belongs to another one? Then it does not choose that option."""
    case = quoted_case(turn) if "case" in data else None
    return case is not None and case.id != data["case"]


def _is_only_polite(turn: Turn) -> bool:
    if turn.media or turn.incoming.latitude is not None:
        return False
    return Intent.YES in turn.understood.intents or verdict_in(turn.understood) is Verdict.PRAISE


def said_of_ended(turn: Turn, case: Case) -> None:
    """Words about an answered or closed case. Only those that say it is not settled take it up again; praise and thanks
    are taken as such, and of what is neither the citizen is asked what it means.
    """
    text, intents = turn.understood.text, turn.understood.intents
    score, found = score_in(text), verdict_in(turn.understood)
    status = notices.master_of(turn.session, case).status
    if turn.media or turn.incoming.latitude is not None:
        score = None
    if found is Verdict.NOT_SETTLED:
        cases.reopen(turn, case, text)
    elif score is not None:
        cases.rate(turn, case, score)
    elif found is Verdict.SETTLED or (status is Status.ANSWERED and is_plain_yes(turn.understood.words)):
        cases.settled_pressed(turn, case)
    elif found is Verdict.PRAISE or Intent.THANKS in intents or Intent.YES in intents:
        thank(turn, case)
    else:
        ask_what_it_means(turn, case, text)


def thank(turn: Turn, case: Case) -> None:
    """Kind words, or "oke pak": taken as such, and asked once what only the reporter can say: is it settled, how was it?"""
    stands, is_nod = notices.master_of(turn.session, case), Intent.YES in turn.understood.intents
    if stands.status is Status.ANSWERED:
        if Intent.THANKS not in turn.understood.intents:
            reactions.wrote(turn.session, case, inbox_id=turn.inbox_id, at=turn.at)
        asks = not _was_asked(turn, case)
        turn.say(say(words.thanked, number=case.number, is_answered=asks, is_nod=is_nod), *cases.settled_or_not(case))
        turn.wait_for("verdict", case=case.id, was_asked=True)
    elif queries.rating(turn.session, case) is None:
        turn.say(say(words.thanked, number=case.number, may_rate=True), *cases.stars(case))
        turn.wait_for("rating", case=case.id)
    else:
        turn.say(say(words.thanked, number=case.number))


def _was_asked(turn: Turn, case: Case) -> bool:
    """Is "apakah sudah beres?" still open for this very case, beside the answer's own? Nobody is asked twice in a row."""
    awaiting = turn.memory.awaiting
    asked = awaiting.data if awaiting is not None and awaiting.kind == "verdict" else {}
    return asked.get("case") == case.id and "was_asked" in asked


def ask_what_it_means(turn: Turn, case: Case, text: str) -> None:
    """Neither yes nor no: is it settled, or should it be taken up again with these words?"""
    stands = notices.master_of(turn.session, case)
    is_answered = stands.status is Status.ANSWERED
    kept = {"case": case.id, "text": text, "media": list(turn.media)}
    reactions.wrote(turn.session, case, inbox_id=turn.inbox_id, at=turn.at)
    turn.say(
        say(words.what_does_it_mean, number=case.number, title=case.title, is_answered=is_answered),
        Choice("settled", "settled", data={"case": case.id}),
        Choice("reopen", "reopen", data=kept),
    )
    turn.wait_for("reopen", **kept)
