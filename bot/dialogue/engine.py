"""The engine: which topic a message belongs to, asked in a fixed order, so that nobody is ever met with silence."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.dialogue import (
    ask,
    attaching,
    cases,
    changing,
    choosing,
    complaint,
    deep_links,
    drafts,
    emergency,
    figures,
    handover,
    officers,
    permohonan,
    pieces,
    quoting,
    ratings,
    remarks,
    replying,
    smalltalk,
    status,
    steering,
    subscriptions,
    wishes,
)
from bot.dialogue.intents import Intent
from bot.dialogue.memory import Memory
from bot.dialogue.turn import Turn, named
from bot.port import Kind
from core.language.language import may_go_on_in_english
from core.messages import buttons, contacts
from texts import complaint as complaint_words
from texts import files, greetings
from texts import permohonan as permohonan_words
from texts.words import say
from tickets.models import Case

Topic = Callable[[Turn], bool]
Press = Callable[[Turn], object]

_LONG_ENOUGH_TO_SPEAK = 3
_VERDICTS = frozenset({"settled", "not_settled"})


def respond(turn: Turn) -> None:
    """Deal with one message: the replies are left in the turn, the effects in its session."""
    match turn.incoming.kind:
        case Kind.STOPPED:
            contacts.stop(turn.session, turn.incoming.chat_key, at=turn.at)
            return
        case Kind.IGNORED:
            return
    if turn.incoming.is_group:
        if turn.incoming.text.startswith("/"):
            turn.say(say(greetings.only_in_private))
        return
    if _is_moving(turn):
        _follow(turn)
        return
    if turn.too_large and not _goes_on_without(turn):
        return
    if officers.takes(turn):
        return
    _speak(turn)
    _dispatch(turn)
    if not turn.replies and not turn.session.info.get("awake"):
        turn.say(say(greetings.please_write_something), *named(*smalltalk.MAIN))


def _is_moving(turn: Turn) -> bool:
    """A live location tells every move as an edit of the message that began it; nobody waits for a word on each."""
    incoming = turn.incoming
    return incoming.kind is Kind.EDITED and incoming.latitude is not None and not incoming.text


def _follow(turn: Turn) -> None:
    """The draft that has its point from this live location moves with it."""
    draft = drafts.running(turn)
    if draft is not None and draft.pin_from is not None and draft.pin_from == turn.incoming.message_id:
        draft.latitude, draft.longitude = turn.incoming.latitude, turn.incoming.longitude


def _goes_on_without(turn: Turn) -> bool:
    """A file that can never be kept is told of at once; is anything left of the message?"""
    is_left = bool(turn.media or turn.understood.text)
    ways: tuple[str, ...] = ("resume", "cancel") if turn.memory.draft is not None else smalltalk.MAIN
    if not is_left and handover.heard(turn):
        ways = ("back_to_bot",)
    turn.say(say(files.file_too_large), *named(*ways))
    return is_left


def _dispatch(turn: Turn) -> None:
    kind = turn.incoming.kind
    if kind is Kind.BUTTON:
        _press_id(turn, turn.incoming.button or "")
    elif kind in {Kind.UNSUPPORTED, Kind.CONTACT}:
        if not handover.passed_on(turn):
            turn.say(say(greetings.unsupported_message))
    elif kind is Kind.EDITED:
        if not complaint.edited(turn) and not handover.passed_on(turn):
            turn.say(say(greetings.edit_noted))
    elif not _typed_choice(turn):
        _first_that_takes_it(turn, _WITH_FILES if turn.media or kind is Kind.LOCATION else _TOPICS)


def _speak(turn: Turn) -> None:
    """Answer in the language of the message; a word or two changes nothing, nor does what an English speaker may have said."""
    understood = turn.understood
    if turn.incoming.kind is Kind.TEXT and len(understood.words) >= _LONG_ENOUGH_TO_SPEAK:
        goes_on = turn.memory.lang == "en" and may_go_on_in_english(understood.text)
        turn.memory.lang = "en" if goes_on else understood.lang
    if turn.contact.lang != turn.memory.lang:
        turn.contact.lang = turn.memory.lang


def _first_that_takes_it(turn: Turn, topics: Sequence[Topic]) -> None:
    for topic in topics:
        if topic(turn):
            return


def _typed_choice(turn: Turn) -> bool:
    """A typed number or label is the same as a tap on it; of several answered cases the citizen says which is meant."""
    labelled = choosing.by_label(turn)
    choice = labelled or choosing.by_number(turn)
    if choice is None or quoting.quotes_another(turn, choice.data):
        return False
    if choice.action in _VERDICTS and turn.incoming.reply_to is None and cases.several_wait(turn):
        if labelled is None:
            cases.ask_which(turn, is_settled=choice.action == "settled")
        return labelled is None
    _press(turn, choice.action, choice.data)
    return True


def _press_id(turn: Turn, id_: str) -> None:
    button = buttons.pressed(turn.session, turn.incoming.chat_key, id_, at=turn.at)
    if button is None:
        turn.say(say(greetings.stale_button), *named(*smalltalk.MAIN))
    else:
        _press(turn, button.action, button.data)


def _press(turn: Turn, action: str, data: Mapping[str, object]) -> None:
    turn.pressed = data
    _PRESSES[action](turn)


def cancel(turn: Turn) -> bool:
    """Drop the draft of this chat."""
    is_given_up = turn.memory.draft is not None and steering.gives_up(turn.understood.words)
    if Intent.CANCEL not in turn.understood.intents and not is_given_up:
        return False
    drop(turn)
    return True


def drop(turn: Turn) -> None:
    """Forget what was being written; what was filed stays filed."""
    draft, turn.memory.draft, turn.memory.awaiting = turn.memory.draft, None, None
    if draft is None and handover.waits(turn):
        handover.back_to_bot(turn)
    elif draft is None and wishes.ask_whether(turn):
        return
    elif draft is None:
        turn.say(say(complaint_words.nothing_to_cancel), *named(*smalltalk.MAIN))
    elif draft.kind == "permohonan":
        turn.say(say(permohonan_words.request_dropped), *named(*smalltalk.MAIN))
    else:
        turn.say(say(complaint_words.draft_dropped), *named(*smalltalk.MAIN))


def resume(turn: Turn) -> None:
    """Go on with the draft that waits."""
    if drafts.running(turn) is not None:
        complaint.show(turn, resumed=True)
    elif permohonan.running(turn) is not None:
        permohonan.show(turn)
    else:
        turn.say(say(complaint_words.nothing_to_resume), *named("report"))


def resume_without_draft(turn: Turn) -> bool:
    """ "Lanjut" or "ubah" with nothing to go on with."""
    if turn.memory.draft is not None or not turn.understood.intents & {Intent.RESUME, Intent.CHANGE, Intent.BACK}:
        return False
    resume(turn)
    return True


def _courtesy_beside_a_draft(turn: Turn) -> bool:
    if not smalltalk.courtesy(turn):
        return False
    if turn.memory.draft is not None:
        turn.say(say(complaint_words.draft_waits), *named("resume", "cancel"))
    return True


def _verdict_on(act: Callable[[Turn, Case], object]) -> Press:
    def press(turn: Turn) -> None:
        case = cases.own_case(turn)
        if case is None:
            turn.say(say(greetings.stale_button), *named(*smalltalk.MAIN))
        else:
            act(turn, case)

    return press


def _new_report(turn: Turn) -> None:
    turn.memory.awaiting = turn.memory.last_report = None
    turn.media = tuple(turn.pressed.get("media", ()))
    text = str(turn.pressed.get("text", ""))
    if text:
        complaint.tell(turn, text)
    else:
        complaint.open_draft(turn)


def _request(turn: Turn) -> None:
    permohonan.start(turn, str(turn.pressed.get("text", "")))


def _change(turn: Turn) -> None:
    if permohonan.running(turn) is not None:
        permohonan.change(turn)
    else:
        changing.change(turn)


def _skip(turn: Turn) -> None:
    if permohonan.running(turn) is not None:
        permohonan.show(turn)
    else:
        complaint.skip(turn)


def _record(turn: Turn) -> None:
    if not emergency.record_pressed(turn):
        complaint.open_draft(turn)


def _show_menu(turn: Turn) -> None:
    turn.say(say(greetings.help_menu), *named(*smalltalk.MAIN))


_PRESSES: Mapping[str, Press] = {
    "report": complaint.open_draft,
    "status": status.own_cases,
    "officer": handover.request,
    "menu": _show_menu,
    "request": _request,
    "send": complaint.send,
    "send_anonymous": complaint.send_anonymously,
    "send_request": permohonan.file,
    "split": complaint.split,
    "join": complaint.join,
    "change": _change,
    "change_text": changing.change_text,
    "change_place": changing.change_place,
    "skip": _skip,
    "cancel": drop,
    "resume": resume,
    "record": _record,
    "entry": ask.entry_pressed,
    "none_of_these": ask.none_pressed,
    "not_helped": ask.not_helped,
    "show_case": status.show_pressed,
    "rate": _verdict_on(lambda turn, case: cases.rate(turn, case, int(turn.pressed["score"]))),
    "settled": _verdict_on(cases.settled_pressed),
    "settled_this": _verdict_on(cases.settled_pressed),
    "not_settled_this": _verdict_on(lambda turn, case: cases.reopen(turn, case, "")),
    "object": _verdict_on(cases.object_pressed),
    "withdraw": _verdict_on(cases.withdraw_this),
    "hide": _verdict_on(wishes.hide_pressed),
    "not_settled": _verdict_on(lambda turn, case: cases.reopen(turn, case, "")),
    "reopen": _verdict_on(cases.reopen_pressed),
    "add_to_case": _verdict_on(cases.add_pressed),
    "about_case": _verdict_on(remarks.about_case),
    "attach_to_case": _verdict_on(remarks.attach_pressed),
    "not_this_case": remarks.not_this_case,
    "new_report": _new_report,
    "back_to_bot": handover.back_to_bot,
    "figure_pick": figures.picked,
    "figure_chart": figures.chart,
    "figure_excel": figures.workbook,
    "figure_reading": figures.reading,
    "figure_place": figures.other_place,
    "figure_wrong": figures.wrong,
    "figure_tell": subscriptions.pressed,
    "figure_untell": subscriptions.ended,
}

_TOPICS: tuple[Topic, ...] = (
    emergency.call_first,
    emergency.record,
    emergency.called,
    smalltalk.connection_test,
    deep_links.at_a_point,
    smalltalk.stop,
    quoting.beside_a_talk,
    handover.with_officer,
    subscriptions.asked,
    smalltalk.quiet,
    smalltalk.indonesian,
    cases.withdraw,
    complaint.not_split,
    wishes.confirmed,
    cancel,
    smalltalk.menu,
    handover.asked,
    permohonan.begin,
    quoting.quoted,
    status.by_number,
    cases.awaited,
    remarks.awaited,
    cases.verdict,
    ratings.wanting,
    _courtesy_beside_a_draft,
    ratings.in_words,
    ratings.praised,
    status.beside_a_draft,
    permohonan.continue_draft,
    complaint.continue_draft,
    resume_without_draft,
    smalltalk.anger,
    wishes.not_to_be_named,
    wishes.taken_back,
    status.asked,
    replying.waiting_for_reporter,
    replying.more_of_it,
    replying.objected,
    cases.addition,
    remarks.about_own,
    cases.again,
    complaint.begin,
    emergency.not_alone,
    smalltalk.assent,
    remarks.remark,
    pieces.told,
    smalltalk.too_short,
    smalltalk.identity,
    figures.asked,
    ask.question,
)
_WITH_FILES: tuple[Topic, ...] = (
    emergency.call_first,
    quoting.beside_a_talk,
    handover.with_officer,
    quoting.quoted,
    replying.waiting_for_reporter,
    replying.more_of_it,
    remarks.with_files,
    attaching.take_files,
    complaint.continue_draft,
    *_TOPICS,
)


def lifetime(kind: str) -> timedelta | None:
    """How long a reply of this kind may still be sent; None: for as long as it takes."""
    return smalltalk.COURTESY_LIVES if kind in smalltalk.COURTESIES else None


def remember_options(memory: Memory, kind: str, options: Sequence[Sequence[str]]) -> None:
    """The choices a typed answer may mean are those of the last thing said; "sama-sama" takes no choice away."""
    if options or kind not in smalltalk.COURTESIES:
        memory.options = [list(option) for option in options]
