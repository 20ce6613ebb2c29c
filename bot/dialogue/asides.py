"""Asides: a question of its own beside a report, told apart from what the report itself asks, and answered with it.

"Jalan rusak parah. Sekalian tanya, jumlah penduduk Klaten 2022 berapa?" reports and asks. "Kapan diperbaiki?" and "apa harus
nunggu korban dulu?" are the report: nobody but the office can answer them, and a figure would be an insult.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.dialogue import ask, figures, signs
from bot.dialogue.turn import Reply, Turn, named
from bot.dialogue.understanding import COMPLAINT, MAX_QUESTION, Understanding, understand
from core.language.normalise import words as words_of
from knowledge.search.parts import names_a_thing
from knowledge.statistics.reading.question import Question
from texts import complaint as words
from texts import figure_charts
from texts.words import say

_MOST = 3
_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_CUE = re.compile(
    r"(?:\b(?:dan|sama|terus|trus|lalu)\s+)?\b(?:(?:sekalian|sekaligus|numpang|nunut|btw|o+h?\s?(?:iya|ya)|izin|ijin|boleh|"
    r"mau|ingin|pengen|pingin|arep|saya|sy|aku|juga|i want|i'd like|may i|can i)\b[\s,]+(?:to\s+)?){1,4}"
    r"(?:ber)?(?:tanya|nanya|nanyain|menanyakan|takon|tanglet|ask)\b[\s,:]*",
    re.IGNORECASE,
)
_CUED = re.compile(rf"\s*(?:{_CUE.pattern}|(?:ber)?(?:tanya|nanya|takon)\b[\s,:]+)", re.IGNORECASE)
_COUNTED = frozenset("jumlah data angka persen persentase tingkat total statistik nilai indeks rate number".split())
_ASKS_HOW = frozenset("jam alamat jadwal".split())
_OF_THE_REPORT = frozenset(
    "lagi harus nunggu menunggu ngenteni dibiarkan dibiarin percuma gunanya kok masa korban nyawa sana situ sini tersebut "
    "diperbaiki ditangani diangkut dibersihkan dikerjakan ditindak ditindaklanjuti ditanggapi dibenahi didandani diganti "
    "dianggarkan dikorupsi".split()
)
"""Words of somebody who is told of a wrong, or that point back into the report: with one of them it asks nothing else."""
_LEANS = re.compile(r"nya$")
_NOT_LEANING = frozenset("tanya nanya bertanya misalnya biasanya sebenarnya pasarnya".split())
_PICKS = frozenset({"figure_pick", "officer"})
_WHAT_ABOUT = frozenset({("what", "about"), ("how", "about")})
_SHORT, _ONLY_A_PLACE = 4, 1


@dataclass(frozen=True, slots=True)
class Aside:
    """A question of its own: its words as they stand, what they say, the figure they ask for, and whether it is answered."""

    text: str
    understood: Understanding
    figure: Question | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class Parted:
    """A message as it belongs to a report: its own words, and the questions beside them."""

    report: str
    asked: tuple[Aside, ...] = ()

    @property
    def text(self) -> str:
        """Everything that was said, the report first."""
        return "\n".join(part for part in (self.report, self.asked_text) if part)

    @property
    def asked_text(self) -> str:
        return "\n".join(aside.text for aside in self.asked)


def parted(turn: Turn, text: str) -> Parted:
    """Take the questions of their own out of a message. What is not clearly one stays part of the report."""
    whole = Parted(text.strip())
    if not signs.is_question(words_of(text), text) and not _CUE.search(text):
        return whole
    read = [(piece, _aside(turn, piece)) for piece in _pieces(text[:MAX_QUESTION])]
    asked = [aside for _, aside in read if aside is not None][:_MOST]
    said = [piece for piece, aside in read if aside not in asked] + [text[MAX_QUESTION:].strip()]
    report = " ".join(said).strip(" ,;")
    if not asked or (not report and not all(aside.is_known for aside in asked)):
        return whole
    if understand(report, turn.knowledge, turn.office).place is None and any(
        _holds_the_place(aside) for aside in asked
    ):
        return whole
    return Parted(report, tuple(asked))


def _holds_the_place(aside: Aside) -> bool:
    """ "Jalan depan balai desa Jimbung itu kewenangan siapa? Rusak parah": what is asked is where the report is."""
    return not aside.is_known and aside.understood.place is not None


def _pieces(text: str) -> Iterator[str]:
    """The sentences of a text, also parted where "sekalian tanya" begins."""
    for sentence in _END.split(text):
        start = 0
        for cue in _CUE.finditer(sentence):
            if sentence[start : cue.start()].strip(" ,;"):
                yield sentence[start : cue.start()].strip()
                start = cue.start()
        if sentence[start:].strip():
            yield sentence[start:].strip()


def _aside(turn: Turn, piece: str) -> Aside | None:
    """This sentence as a question of its own; None where it may belong to the report."""
    cue = _CUED.match(piece)
    question = piece[cue.end() :] if cue else piece
    said = words_of(question)
    if not said or _speaks_of_the_report(said) or not (cue or signs.is_question(said, question)):
        return None
    understood = understand(question, turn.knowledge, turn.office)
    if understood.emergency is not None or understood.complaint >= COMPLAINT:
        return None
    figure = _figure(turn, understood, is_cued=cue is not None)
    is_known = figure is not None or _has_an_answer(understood, is_cued=cue is not None)
    return Aside(piece, understood, figure, is_known) if is_known or (cue and understood.is_question) else None


def _speaks_of_the_report(said: Sequence[str]) -> bool:
    return not _OF_THE_REPORT.isdisjoint(said)


def _leans(said: Sequence[str]) -> bool:
    """ "Anggarannya berapa" asks of the thing that was just told about."""
    return any(len(word) > 4 and _LEANS.search(word) and word not in _NOT_LEANING for word in said)


def _figure(turn: Turn, understood: Understanding, *, is_cued: bool) -> Question | None:
    """A known figure, and said so that it can only be one: after "mau tanya", with "jumlah", "persentase", or a year."""
    question = understood.figure
    if question is None or _leans(understood.words):
        return None
    is_said = question.period.is_said or not _COUNTED.isdisjoint(understood.words)
    if not is_cued and not (question.indicators and is_said):
        return None
    with _Reading(turn, understood):
        return figures.stands_alone(turn)


def _has_an_answer(understood: Understanding, *, is_cued: bool) -> bool:
    """The curated knowledge answers it, and it asks for something one goes to an office for."""
    if not understood.found or not names_a_thing(understood.text):
        return False
    asks = signs.names_procedure(understood.words) or not _ASKS_HOW.isdisjoint(understood.words)
    return understood.found[0][1].outcome == "answer" and (is_cued or asks)


class _Reading:
    """For a moment the turn is about these words alone, no form is open, and what is said is kept apart."""

    def __init__(self, turn: Turn, understood: Understanding) -> None:
        self._turn, self._understood = turn, understood

    def __enter__(self) -> list[Reply]:
        turn, said = self._turn, list[Reply]()
        self._before = (turn.understood, turn.memory.draft, turn.replies)
        turn.understood, turn.memory.draft, turn.replies = self._understood, None, said
        return said

    def __exit__(self, *_: object) -> None:
        self._turn.understood, self._turn.memory.draft, self._turn.replies = self._before


def answers(turn: Turn, said: Parted) -> list[Reply]:
    """The answers to the questions beside a report, from where every answer comes; nothing is said yet."""
    found: list[Reply] = []
    for aside in said.asked:
        with _Reading(turn, aside.understood) as told:
            if aside.figure is not None:
                figures.answer(turn, aside.figure)
            elif aside.is_known:
                ask.question(turn)
            else:
                ask.miss(turn)
                turn.say(say(words.kept_for_staff))
        found += told
    return found


def say_before(turn: Turn, answered: Sequence[Reply]) -> None:
    """The answers and what was just said leave as one message, the question of the form last: its choices stay."""
    if not answered:
        return
    *before, card = turn.replies
    if any(reply.saying.kind in figure_charts.WORK for reply in answered):
        turn.replies = [*before, *answered, card]
        return
    picks = [offer for reply in answered for offer in reply.offers if offer.action in _PICKS]
    parts = [(reply.saying.kind, reply.saying.data) for reply in (*answered, card)]
    turn.replies = [*before, Reply(say(words.together, parts=parts), (*card.offers, *picks))]


def figure_alone(turn: Turn, said: Parted) -> bool:
    """A message that asks for figures and nothing else, while a form is open: answered, and the form waits."""
    if said.asked and not said.report and all(aside.figure is not None for aside in said.asked):
        found = answers(turn, said)
    elif _leans_on_a_figure(turn) or _requests_a_figure(turn):
        found = _followed(turn)
    else:
        return False
    if not found:
        return False
    own = [offer for offer in found[-1].offers if offer.action != "request"]
    turn.say(say(words.draft_waits), *named("resume", "cancel"))
    ways = turn.replies[-1].offers
    say_before(turn, found)
    turn.replies[-1].offers = (*own, *ways)
    return True


def _leans_on_a_figure(turn: Turn) -> bool:
    """ "Kalau 2023?", "what about 2021?", right after a figure."""
    question, topic = turn.understood.figure, turn.memory.topic
    if question is None or topic is None or topic.figure is None or not topic.is_fresh(turn.at):
        return False
    said = turn.understood.words
    asks = "?" in turn.understood.text or said[0] == "kalau" or said[:2] in _WHAT_ABOUT
    return (question.leans or said[:2] in _WHAT_ABOUT) and asks and question.length <= _SHORT and not question.rest


def _requests_a_figure(turn: Turn) -> bool:
    """ "Jumlah penduduk Klaten 2022": no question mark, and nothing else."""
    question, said = turn.understood.figure, turn.understood.words
    if question is None or not question.indicators or question.rest or not question.period.is_said:
        return False
    return (
        said[0] in _COUNTED
        and turn.understood.complaint <= _ONLY_A_PLACE
        and not _speaks_of_the_report(said)
        and not _leans(said)
    )


def _followed(turn: Turn) -> list[Reply]:
    question = figures.asks_for(turn)
    if question is None:
        return []
    with _Reading(turn, turn.understood) as told:
        figures.answer(turn, question)
    return told
