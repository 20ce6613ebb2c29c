"""Asking: an answer with its source, a choice of up to three, or an honest "belum tahu"; every question is kept."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.dialogue.intents import FILLERS
from bot.dialogue.memory import Topic
from bot.dialogue.turn import Choice, Turn, listed, named
from knowledge import questions
from knowledge.live import Answer
from knowledge.models import AskedOutcome
from knowledge.search.index import Found, Hit
from knowledge.search.parts import names_a_thing
from texts import answers as words
from texts.words import say

MOST_ANSWERS = 3
_FOLLOW_UP_WORDS = 7
ASIDE_FROM = 0.4
"""From this chance on a question inside a form is worth a choice; below it the words belong to the form."""
DOUBTFUL = 0.25
"""Below this chance that the nearest entry is meant, "I do not know" comes first and the nearest entries after it."""
_LABEL = 60


def question(turn: Turn) -> bool:
    """The last topic of all: whatever is left is a question."""
    found = turn.understood.found
    if len(found) > 1 and sum(part.outcome == "answer" for _, part in found) >= 1:
        _answer_parts(turn)
        return True
    if len(found) > 1:
        _offer(turn, _of_each(found))
        return True
    for _, whole in found[:1]:
        _respond(turn, turn.understood.text, _following_up(turn, whole))
        return True
    _unknown(turn, None)
    return True


def answer_aside(turn: Turn, *, about: str = "", may_offer: bool = False) -> bool:
    """A question in the middle of a form, answered only when it is clearly one; the draft waits.

    "Biayanya berapa?" is asked ``about`` what the form is for. With ``may_offer`` a likely question that has no single
    answer is given its choices instead of becoming part of the form.
    """
    understood = turn.understood
    if not understood.is_question or understood.is_complaint or not understood.found:
        return False
    _, whole = understood.found[0]
    if whole.outcome != "answer" and about and (not names_a_thing(understood.text) or _asks_how_long(understood.words)):
        whole = turn.knowledge.index.search(f"{understood.text} {about}")
    if whole.outcome == "answer":
        _tell(turn, whole.hits[0], draft_waits=True)
        return True
    if may_offer and understood.place is None and whole.hits and whole.hits[0].confidence >= ASIDE_FROM:
        _offer(turn, whole)
        return True
    return False


_LONG = frozenset({"lama", "hari"})
_OF_A_REPORT = FILLERS | frozenset(
    "nanti berapa lama hari diproses ditangani selesai selesainya proses prosesnya kira apakah itu ini akan bisa sampai "
    "ditindaklanjuti diperbaiki dibalas dijawab jawabannya kerja laporan laporannya laporanku saya".split()
)


def _asks_how_long(words: Sequence[str]) -> bool:
    """ "Nanti berapa hari diproses?": how long what is being written will take, and nothing else."""
    said = set(words)
    return "berapa" in said and bool(said & _LONG) and said <= _OF_A_REPORT


def _answer_parts(turn: Turn) -> None:
    told = 0
    for _text, part in turn.understood.found:
        if part.outcome == "answer" and told < MOST_ANSWERS:
            _tell(turn, part.hits[0])
            told += 1
        elif part.outcome == "choose" and told < MOST_ANSWERS:
            _offer(turn, part)
            told += 1


def _of_each(found: Sequence[tuple[str, Found]]) -> Found:
    """Several questions of which none is certain: the best entry of each, then the second ones."""
    parts = [part for _, part in found]
    best: dict[str, Hit] = {}
    for rank in zip_longest(*(part.hits for part in parts)):
        for hit in rank:
            if hit is not None:
                best.setdefault(hit.entry_id, hit)
    return replace(parts[0], hits=tuple(best.values()))


def _respond(turn: Turn, text: str, found: Found) -> None:
    if found.outcome == "answer":
        _tell(turn, found.hits[0])
    elif found.outcome == "choose":
        _offer(turn, found)
    else:
        _unknown(turn, found)


def _following_up(turn: Turn, found: Found) -> Found:
    """ "Biayanya?" after an answer leans on what was talked about: asked again with its object in the question."""
    topic = turn.memory.topic
    if found.outcome == "answer" or topic is None or not topic.object or not topic.is_fresh(turn.at):
        return found
    if len(turn.understood.words) > _FOLLOW_UP_WORDS or names_a_thing(turn.understood.text):
        return found
    leaning = turn.knowledge.index.search(f"{turn.understood.text} {topic.object}")
    if leaning.outcome == "unknown" or (found.hits and found.hits[0].confidence >= leaning.hits[0].confidence):
        return found
    return leaning if _is_about(_known(turn, leaning.hits[0]), topic) else found


def _is_about(entry: Answer, topic: Topic) -> bool:
    """The same thing, or one of its kind: "permohonan perorangan" after "permohonan informasi"."""
    return bool(set(entry.object.split()) & set(topic.object.split()))


def _known(turn: Turn, hit: Hit) -> Answer:
    return turn.knowledge.answers[hit.entry_id]


def _tell(turn: Turn, hit: Hit, *, draft_waits: bool = False) -> None:
    asked = _log(turn, AskedOutcome.ANSWERED, hit)
    tell(turn, _known(turn, hit), question_id=asked, draft_waits=draft_waits)


def tell(turn: Turn, entry: Answer, *, question_id: int | None, draft_waits: bool = False) -> None:
    """Say an entry's answer, with its source and date, and what is next to it."""
    english = turn.memory.lang == "en" and bool(entry.answer_en)
    near = [turn.knowledge.answer(slug) for slug in entry.related]
    related = [other for other in dict.fromkeys(near) if other is not None and other.slug != entry.slug][:2]
    more = listed("entry", [(other.title[:_LABEL], {"slug": other.slug}) for other in related])
    thumbs = [Choice("not_helped", "not_helped", data={"question": question_id})] if question_id else []
    turn.say(
        say(
            words.answer,
            text=entry.answer_en if english else entry.answer,
            source=entry.source,
            dated=entry.dated.isoformat() if entry.dated else None,
            source_url=entry.source_url,
            is_sample=entry.is_sample,
            links=[list(link) for link in entry.links],
            files=[(file.name, file.size, file.address) for file in entry.files],
            draft_waits=draft_waits,
        ),
        *(() if draft_waits else more),
        *thumbs,
        *(named("resume") if draft_waits else ()),
    )
    turn.memory.topic = Topic(at=turn.at.isoformat(), slug=entry.slug, object=entry.object, question_id=question_id)


def _offer(turn: Turn, found: Found) -> None:
    """Up to three entries to choose from; with little hope for them, the honest word first and every other way on."""
    is_doubtful = found.hits[0].confidence < DOUBTFUL
    outcome = AskedOutcome.MISSED if is_doubtful else AskedOutcome.OFFERED
    asked = _log(turn, outcome, found.hits[0], offered=[hit.entry_id for hit in found.hits[:3]])
    rows = [(_known(turn, hit).title[:_LABEL], {"slug": hit.entry_id, "question": asked}) for hit in found.hits[:3]]
    if is_doubtful:
        turn.memory.topic = None
        turn.say(
            say(words.only_near, draft_waits=turn.memory.draft is not None),
            *listed("entry", rows),
            *_ways_on(turn),
            *((_as_a_report(turn),) if not turn.understood.is_question and turn.memory.draft is None else ()),
        )
        return
    turn.say(
        say(words.did_you_mean, draft_waits=turn.memory.draft is not None),
        *listed("entry", rows),
        Choice("none_of_these", "none_of_these", data={"question": asked}),
    )


def miss(turn: Turn, found: Found | None = None) -> None:
    """Keep a question that nothing answers, for curation."""
    _log(turn, AskedOutcome.MISSED, found.hits[0] if found and found.hits else None)


def _unknown(turn: Turn, found: Found | None) -> None:
    miss(turn, found)
    turn.memory.topic = None
    turn.say(say(words.do_not_know), *_ways_on(turn), _as_a_report(turn))


def _ways_on(turn: Turn) -> tuple[Choice, ...]:
    """A person, or a formal request with the words of the question."""
    return (
        Choice("officer", "officer"),
        Choice("request", "request", data={"text": turn.understood.text[:1000]}),
    )


def _as_a_report(turn: Turn) -> Choice:
    """What tells of something rather than asks is the report, should it be one: nobody types it twice."""
    if turn.understood.is_question and turn.understood.complaint < 1:
        return Choice("report", "report")
    return Choice("new_report", "report", data={"text": turn.understood.text})


def _log(turn: Turn, outcome: AskedOutcome, hit: Hit | None, offered: list[str] | None = None) -> int:
    return questions.log(
        turn.session,
        text=turn.unnamed(),
        chat_key=turn.incoming.chat_key,
        channel=turn.incoming.channel,
        lang=turn.memory.lang,
        outcome=outcome,
        entry_id=_known(turn, hit).id if hit and outcome is AskedOutcome.ANSWERED else None,
        offered=offered or [],
        confidence=hit.confidence if hit else 0.0,
        features=hit.features if hit else {},
        at=turn.at,
    )


def entry_pressed(turn: Turn) -> None:
    """One of the offered entries was picked; what took the place of a retired one answers for it."""
    slug, asked = str(turn.pressed.get("slug", "")), turn.pressed.get("question")
    entry = turn.knowledge.answer(slug)
    if entry is None:
        turn.say(say(words.do_not_know), *named("officer"))
        return
    if isinstance(asked, int):
        questions.picked(turn.session, asked, entry.slug)
    tell(turn, entry, question_id=None, draft_waits=turn.memory.draft is not None)


def none_pressed(turn: Turn) -> None:
    """None of the offered entries was meant."""
    asked = turn.pressed.get("question")
    if isinstance(asked, int):
        questions.judged(turn.session, asked, helped=False)
    turn.say(say(words.not_among_these), *named("officer", "request"))


def not_helped(turn: Turn) -> None:
    """The answer was not the one that was needed: it goes back to curation."""
    asked = turn.pressed.get("question")
    if isinstance(asked, int):
        questions.judged(turn.session, asked, helped=False)
    turn.say(say(words.noted_as_wrong), *named("officer", "request"))
