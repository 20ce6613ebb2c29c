"""The complaint: from the first word to the review card, in at most five messages, in two when all is said at once."""

import re
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from bot.dialogue import asides, ask, changing, drafts, filing, secrecy, steering, two_matters
from bot.dialogue.asides import Parted
from bot.dialogue.drafts import running
from bot.dialogue.intents import WISH, Intent
from bot.dialogue.memory import Draft, Step
from bot.dialogue.turn import Choice, Reply, Turn, named
from bot.dialogue.understanding import understand
from core.language.normalise import key
from core.privacy import mask_personal
from knowledge.models import EntryKind
from texts import complaint as words
from texts import draft as draft_words
from texts.words import say
from tickets import queries
from tickets.kinds import Visibility
from tickets.reporting import MAX_REPORT

_DECLINES = frozenset("tidak jangan ora mboten usah perlu no bukan enggak".split())
SAME_REPORT_FOR = timedelta(days=1)
_A_PROBLEM, _STORY, _SOMETHING = 2, 4, 2
_IMPERATIVE = frozenset("lapor melapor laporkan melaporkan adukan mengadu mengadukan komplain complain report".split())
_CUE = re.compile(
    r"^\s*(?:(?:ok|oke|ya|iya|baik|siap|nggih|inggih|yes)\b[\s,.]*)*(?:(?:lanjut|lanjutkan|terus|teruskan)\b[\s,.:]*)?"
    r"(?:(?:yang|yg)\s+(?:bener|benar|betul)\b\s*(?:itu\b|adalah\b|:)?\s*)?"
    r"(?:(?:lokasi(?:nya)?|alamat(?:nya)?|tempat(?:nya)?|letak(?:nya)?)\b\s*(?:lengkap(?:nya)?\b\s*)?(?:di|ada\s+di|adalah|:)?[\s:]*)?",
    re.IGNORECASE,
)


def begin(turn: Turn) -> bool:
    """A complaint starts: with a wish to report, or with the whole story at once."""
    understood = turn.understood
    if Intent.REPORT in understood.intents:
        open_draft(turn)
        return True
    if understood.is_complaint or (understood.reports and _tells_a_story(turn)):
        tell(turn, understood.text)
        return True
    return _asks_beside_a_complaint(turn)


def _asks_beside_a_complaint(turn: Turn) -> bool:
    """ "Jalan rusak parah. Syarat bikin KTP apa?": as a whole it asks, and one of its sentences reports."""
    understood = turn.understood
    if not understood.is_question or understood.complaint < _A_PROBLEM:
        return False
    said = asides.parted(turn, understood.text)
    if not said.asked or not said.report or not understand(said.report, turn.knowledge, turn.office).is_complaint:
        return False
    tell(turn, understood.text)
    return True


def _tells_a_story(turn: Turn) -> bool:
    """A report verb with a place or a time, or in the very first place: "lapor bansos belum cair"; and no question."""
    understood = turn.understood
    if understood.is_question:
        return False
    return _is_told_to(turn) or (len(understood.words) >= _STORY and bool(understood.place or understood.happened))


def _is_told_to(turn: Turn) -> bool:
    """ "Lapor ..." as a command, unless these very words have an answer of our own ("lapor gratifikasi")."""
    heart = [word for word in turn.understood.words if word not in WISH]
    if len(heart) < _SOMETHING or heart[0] not in _IMPERATIVE:
        return False
    found = [part for _, part in turn.understood.found if part.outcome == "answer"]
    return not any(turn.knowledge.answers[part.hits[0].entry_id].kind != EntryKind.RUJUKAN for part in found)


def open_draft(turn: Turn) -> None:
    """Ask what happened; a draft that waits is taken up again instead."""
    draft = running(turn)
    if draft is not None and draft.text:
        show(turn, resumed=True)
        return
    if draft is None:
        turn.memory.draft = Draft()
    turn.say(say(words.what_happened), *named("cancel"))


def open_at(turn: Turn, name: str, place: str) -> None:
    """Somebody stands at a service point: ask what happened there, or add the place to the draft that waits."""
    draft = running(turn) or Draft()
    turn.memory.draft = draft
    draft.place = draft.place or f"{name}, {place}"
    if draft.text:
        show(turn, resumed=True)
    else:
        turn.say(say(words.what_happened_at, name=name), *named("cancel"))


def tell(turn: Turn, text: str, *, follows: str | None = None) -> None:
    """Take this as the story of a new complaint, and ask only for what is missing."""
    said = _parted(turn, drafts.story(text))
    if _was_filed(turn, text, said):
        return
    draft = running(turn) or Draft()
    turn.memory.draft = draft
    if follows is not None:
        _go_on(turn, draft, follows)
    drafts.take_text(turn, draft, said)
    next_question(turn, draft)
    asides.say_before(turn, asides.answers(turn, said))


def _go_on(turn: Turn, draft: Draft, number: str) -> None:
    """The new report goes on where another one ended: it is linked to it, and hides what that one hid."""
    earlier = queries.by_number(turn.session, number)
    draft.follows = number
    if earlier is not None and draft.visibility == Visibility.BIASA:
        draft.visibility = earlier.visibility.value


def _parted(turn: Turn, text: str) -> Parted:
    """The report and the questions beside it; where there is nothing but a question, it is the report."""
    said = asides.parted(turn, text)
    return said if said.report else Parted(text.strip())


def _was_filed(turn: Turn, text: str, said: Parted) -> bool:
    """The very same words were filed a short while ago: say so instead of filing them twice."""
    last = turn.memory.last_report
    if last is None or turn.at - datetime.fromisoformat(last["at"]) > SAME_REPORT_FOR:
        return False
    if fuzz.ratio(last["key"], key(said.text)[:1000]) < drafts.SAME:
        return False
    turn.say(
        say(words.already_reported, number=last["number"]),
        Choice("show_case", "status", data={"number": last["number"]}),
        Choice("new_report", "new_report", data={"text": text[:MAX_REPORT]}),
    )
    return True


def next_question(turn: Turn, draft: Draft) -> None:
    """Ask for what is missing, or show the review card."""
    if not draft.text:
        draft.step = Step.TEXT
        turn.say(say(words.what_happened), *named("cancel"))
    elif not draft.has_where_or_when and draft.step is not Step.PLACE:
        draft.step = Step.PLACE
        turn.say(say(words.where_is_it, identity_hidden=draft.identity_hidden), *named("skip", "cancel"))
        draft.identity_hidden = False
    else:
        show(turn)


def show(turn: Turn, *, resumed: bool = False, repeated: bool = False) -> None:
    """The review card of the draft as it stands, or the question it is at."""
    draft = running(turn)
    assert draft is not None
    if not draft.text:
        draft.step = Step.TEXT
        turn.say(say(words.what_happened), *named("cancel"))
        return
    draft.step = Step.REVIEW
    anonymous = Visibility(draft.visibility).hides_reporter
    may_split = not draft.pieces and two_matters.parted(turn, draft) is not None
    more = ("split",) if may_split else ("join",) if draft.pieces else ()
    turn.say(
        say(
            words.review,
            text=mask_personal(draft.text),
            place=mask_personal(draft.place) if draft.place else None,
            happened=draft.happened,
            pinned=draft.latitude is not None,
            files=len(draft.media),
            anonymous=anonymous,
            secret=Visibility(draft.visibility).hides_content,
            identity_hidden=draft.identity_hidden,
            resumed=resumed,
            repeated=repeated,
            pieces=[drafts.shown(turn, *report) for report in two_matters.reports(draft)],
            may_split=may_split,
        ),
        *named("send", *(() if anonymous else ("send_anonymous",)), *more, "change", "cancel"),
    )
    draft.identity_hidden = False


def continue_draft(turn: Turn) -> bool:
    """The message belongs to the complaint being written, unless it is a question of its own."""
    draft = running(turn)
    if draft is None or _command(turn, draft) or _steered(turn, draft):
        return draft is not None
    said = asides.parted(turn, drafts.story(turn.understood.text))
    if drafts.is_the_same_again(turn, draft, said):
        show(turn, repeated=True)
        return True
    if asides.figure_alone(turn, said):
        return True
    if ask.answer_aside(turn, about="laporan pengaduan", may_offer=draft.step is not Step.TEXT):
        return True
    rewritten = changing.was_asked(turn) and not said.asked and changing.written_anew(turn, draft, said.report)
    said = Parted(_CUE.sub("", said.report, count=1).strip(), said.asked)
    if rewritten:
        show(turn)
    elif not said.text:
        show(turn, resumed=True)
    elif (draft.step is Step.TEXT or not draft.text) and drafts.says_nothing(said.text):
        turn.say(say(words.what_happened), *named("cancel"))
    elif draft.step is Step.TEXT or not draft.text:
        drafts.take_text(turn, draft, said)
        next_question(turn, draft)
    elif draft.step is Step.PLACE and drafts.tells_what(turn, said.report):
        draft.text = f"{draft.text} {said.report}"[:MAX_REPORT]
        turn.say(say(words.where_is_it), *named("skip", "cancel"))
    elif draft.step is Step.PLACE and said.report:
        changing.forget_the_place(draft)
        drafts.take_place(turn, draft, said)
        show(turn)
    else:
        drafts.take_more(turn, draft, said)
        show(turn)
    asides.say_before(turn, asides.answers(turn, said))
    return True


def _command(turn: Turn, draft: Draft) -> bool:
    """Words that steer the draft instead of filling it."""
    intents = turn.understood.intents
    wanted = secrecy.wished(turn.understood) if draft.text else None
    if draft.text and drafts.may_be_named(turn, draft):
        show(turn)
    elif wanted is not None:
        drafts.hide(draft, wanted)
        show(turn)
    elif draft.text and turn.understood.is_question and secrecy.asks_who_knows(turn.understood.text):
        turn.say(say(words.who_knows_you, is_hidden=Visibility(draft.visibility).hides_reporter))
        show(turn)
    elif draft.step is Step.REVIEW and Intent.SPLIT in intents:
        split(turn)
    elif draft.step is Step.REVIEW and Intent.ONE in intents:
        join(turn)
    elif draft.step is Step.REVIEW and Intent.YES in intents and not _leaves_open_what_to_change(turn):
        send(turn)
    elif (
        Intent.CHANGE in intents
        or _leaves_open_what_to_change(turn)
        or (draft.step is Step.REVIEW and Intent.NO in intents)
    ):
        changing.change(turn)
    elif draft.step in {Step.PLACE, Step.TIME} and (
        intents & {Intent.SKIP, Intent.NO} or drafts.does_not_know(turn.understood.words)
    ):
        show(turn)
    elif steering.asks_to_wait(turn.understood) or steering.holds_back(turn.understood.words):
        turn.say(say(words.draft_waits), *named("resume", "cancel"))
    elif intents & {Intent.RESUME, Intent.REPORT} or (Intent.YES in intents and draft.step is not Step.REVIEW):
        show(turn, resumed=True)
    elif Intent.BACK in intents:
        _step_back(turn, draft)
    else:
        return False
    return True


def _leaves_open_what_to_change(turn: Turn) -> bool:
    """ "Ya", to the question which part should change: asked again; "ya kirim" is clear."""
    understood = turn.understood
    return changing.was_asked(turn) and Intent.YES in understood.intents and not steering.sends(understood.words)


def _steered(turn: Turn, draft: Draft) -> bool:
    """The same in freer words: a yes in a sentence, a part that should change, a picture that is to come, a lone number."""
    text, said = turn.understood.text, turn.understood.words
    if draft.step is Step.REVIEW and steering.agrees(said, text) and not _leaves_open_what_to_change(turn):
        send(turn)
        return True
    if draft.text and steering.leaves_as_it_is(said):
        show(turn, resumed=True)
        return True
    wanted = steering.wanted_change(text, was_asked=changing.was_asked(turn)) if draft.text and not turn.media else None
    if wanted is not None:
        if changing.change_part(turn, draft, wanted):
            show(turn)
    elif steering.takes_files_away(said):
        draft.media = []
        show(turn)
    elif not turn.media and steering.of_photos(said) and not drafts.does_not_know(said):
        changing.invite_files(turn, draft)
    elif draft.step is Step.TIME:
        if changing.take_time(turn, draft, text):
            show(turn)
    elif draft.text and not turn.media and steering.is_bare_number(text):
        _lone_number(turn, draft, text)
    else:
        return False
    return True


def _lone_number(turn: Turn, draft: Draft, number: str) -> None:
    """A number that chooses nothing is no part of a report: said so, and asked again."""
    if draft.step is Step.PLACE:
        turn.say(say(draft_words.number_says_no_place, number=number), *named("skip", "cancel"))
        return
    show(turn)
    card = turn.replies.pop()
    parts = [("no_such_choice", {"number": number}), (card.saying.kind, card.saying.data)]
    turn.replies.append(Reply(say(words.together, parts=parts), card.offers))


def _step_back(turn: Turn, draft: Draft) -> None:
    if draft.step is Step.REVIEW:
        changing.change(turn)
    else:
        changing.change_text(turn)


def send(turn: Turn) -> None:
    """File the reviewed complaint; the notice with its number is the reply."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
    elif not draft.text:
        show(turn)
    else:
        filing.file(turn, draft)


def send_anonymously(turn: Turn) -> None:
    """File it with the reporter's name hidden from the agency."""
    draft = running(turn)
    if draft is not None:
        drafts.hide(draft, Visibility.ANONIM)
    send(turn)


def split(turn: Turn) -> None:
    """The citizen says that these are two reports: both are shown, and leave by one yes."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    draft.is_whole = False
    draft.pieces = draft.pieces or list(two_matters.parted(turn, draft) or ())
    if not draft.pieces:
        turn.say(say(words.cannot_be_parted))
    show(turn)


def join(turn: Turn) -> None:
    """The citizen says that it is one report."""
    draft = running(turn)
    if draft is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
        return
    draft.pieces, draft.added, draft.is_whole = [], "", True
    show(turn)


def not_split(turn: Turn) -> bool:
    """ "Tidak usah" to the card that offers two reports keeps the one there is; it drops nothing."""
    draft = running(turn)
    if draft is None or not turn.offers_now("split") or not turn.understood.intents & {Intent.NO, Intent.CANCEL}:
        return False
    if not _DECLINES.isdisjoint(turn.understood.words):
        join(turn)
        return True
    return False


def skip(turn: Turn) -> None:
    """Go on without a place: a person will ask if it matters."""
    if running(turn) is None:
        turn.say(say(words.nothing_to_resume), *named("report"))
    else:
        show(turn)


def edited(turn: Turn) -> bool:
    """The citizen corrected the message the draft came from: the draft follows."""
    draft = running(turn)
    if draft is None or draft.text_from is None or draft.text_from != turn.incoming.message_id:
        return False
    said = _parted(turn, drafts.story(turn.understood.text))
    drafts.take_text(turn, draft, said)
    show(turn)
    return True
