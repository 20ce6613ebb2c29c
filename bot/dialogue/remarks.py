"""Remarks: words that quote nothing, from somebody with a case of their own. Are they about it?

A clear word about the thing that was answered is taken as when it quotes the answer; of anything else the citizen is asked
whether it belongs to the case. What has an answer of its own, or is a figure, a form or a new complaint, is none of this.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.card import card_of
from bot.dialogue import ask, cases, complaint, drafts, figures, quoting
from bot.dialogue.intents import FILLERS, Intent
from bot.dialogue.signs import OBJECTS
from bot.dialogue.turn import Choice, Turn
from bot.dialogue.understanding import Understanding, understand
from bot.dialogue.verdicts import Verdict, is_plain_yes, things, verdict_in
from core.language.normalise import words as words_of
from texts import complaint as words
from texts import greetings
from texts.words import Saying, say
from tickets import notices, reactions
from tickets.kinds import Status
from tickets.models import Case

_WORK = frozenset(
    "dikerjakan diperbaiki ditangani ditindak ditindaklanjuti diproses ditanggapi dibenahi diangkut dijanjikan dicek ditinjau "
    "disurvei disurvey digarap didandani ditambal diganti dibersihkan dikerjain dibenerin dibetulkan ditanganin diberesin fixed "
    "repaired".split()
)
_SPEAKS_OF_A_CASE = _WORK | frozenset(
    "laporan laporannya laporanku aduan aduannya aduanku pengaduan tiket tiketnya kenyataan kenyataannya lapangan fotonya fotone "
    "gambarnya videonya terbarunya alamatnya lokasinya alamat lokasi titiknya patokannya ralat koreksi maksudnya maksud "
    "segera secepatnya cepetan perubahan tindakan tindakannya jawaban tanggapan memuaskan puas jawabannya jawabane petugasnya "
    "timnya tukangnya gelap peteng bohong janji janjinya".split()
)
_PEOPLE = frozenset("petugas tim tukang orang pekerja".split())
_CAME = frozenset("datang kesini kemari teko muncul kelihatan dateng nongol turun survei cek".split())
_MOST_WORDS = 60
_OPEN = cases.RUNNING


@dataclass(frozen=True, slots=True)
class _Meant:
    """The cases words may be about; ``is_named``: do they name the thing one of these is about?"""

    cases: Sequence[Case]
    is_named: bool


def remark(turn: Turn) -> bool:
    """Words that may be about a case of this person, when nothing else takes them."""
    understood = turn.understood
    if turn.memory.draft is not None or not _says_something(understood):
        return False
    if turn.known is not None and not turn.known.follows:
        return False
    found = verdict_in(understood)
    meant = _meant(turn, found)
    if not meant.cases or not _may_be(turn, found, meant):
        return False
    if len(meant.cases) > 1:
        _ask_which(turn, found, meant.cases)
    elif notices.master_of(turn.session, meant.cases[0]).status is Status.ANSWERED:
        _about_answered(turn, meant.cases[0], found, is_named=meant.is_named)
    else:
        offer(turn, meant.cases[0])
    return True


def about_own(turn: Turn) -> bool:
    """Words that name the very thing a case of this person is about, and no place: no new complaint, whatever is wrong."""
    understood = turn.understood
    if turn.memory.draft is not None or understood.place is not None or understood.reports:
        return False
    found = verdict_in(understood)
    if not understood.is_complaint and found is not Verdict.SETTLED:
        return False
    return _meant(turn, found).is_named and remark(turn)


def _says_something(understood: Understanding) -> bool:
    is_said = any(len(word) > 1 for word in understood.words) or verdict_in(understood) is not None
    return is_said and len(understood.words) <= _MOST_WORDS


def with_files(turn: Turn) -> bool:
    """A photo with words under it that speak of a case ("masih mati pak"), and tell no new story of their own."""
    understood = turn.understood
    if turn.memory.draft is not None or not understood.text or understood.reports or understood.place is not None:
        return False
    return cases.again(turn) or remark(turn)


def _meant(turn: Turn, found: Verdict | None) -> _Meant:
    own = turn.own_cases(of=_OPEN)
    answered = [case for case in own if notices.master_of(turn.session, case).status is Status.ANSWERED]
    pool = answered if found is not None and answered else own
    said = things(turn.understood.words)
    named = [case for case in pool if said & _things_of(case)]
    if not answered and found is Verdict.PRAISE:
        return _Meant((), is_named=False)
    return _Meant(named or pool, is_named=bool(named))


def _things_of(case: Case) -> frozenset[str]:
    text = case.complaint.text if case.complaint is not None else case.title
    return things(words_of(text[:1000]))


def _may_be(turn: Turn, found: Verdict | None, meant: _Meant) -> bool:
    """Is there reason enough to speak of a case, rather than to answer what was asked?"""
    understood = turn.understood
    if _has_an_answer(turn):
        return False
    if found is Verdict.PRAISE or (found is Verdict.NOT_SETTLED and not things(understood.words)):
        return True
    if understood.is_question and found is None:
        return bool(set(understood.words) & _WORK) or (meant.is_named and _is_unknown(understood))
    if meant.is_named or _speaks_of_a_case(understood):
        return True
    return _is_unknown(understood) and (found is Verdict.NOT_SETTLED or not _names_another(understood))


def _has_an_answer(turn: Turn) -> bool:
    if figures.asks_for(turn) is not None:
        return True
    found = turn.understood.found
    return bool(found) and any(part.outcome == "answer" for _, part in found)


def _is_unknown(understood: Understanding) -> bool:
    """The knowledge has nothing that is likely meant."""
    hits = [part.hits[0].confidence for _, part in understood.found if part.hits and part.outcome != "unknown"]
    return not hits or max(hits) < ask.DOUBTFUL


def _speaks_of_a_case(understood: Understanding) -> bool:
    said = set(understood.words)
    return bool(said & _SPEAKS_OF_A_CASE) or bool(said & _PEOPLE and said & _CAME)


def _names_another(understood: Understanding) -> bool:
    """Do the words name something else an office looks after? Asked only where they do not name the case's own thing."""
    return bool(things(understood.words) & OBJECTS)


def _about_answered(turn: Turn, case: Case, found: Verdict | None, *, is_named: bool) -> None:
    understood = turn.understood
    is_clear = is_named or not _names_another(understood)
    if found is Verdict.PRAISE:
        quoting.thank(turn, case)
    elif found is Verdict.SETTLED and is_clear:
        cases.settled_pressed(turn, case)
    elif found is Verdict.NOT_SETTLED and is_named:
        cases.reopen(turn, case, understood.text)
    elif found is Verdict.NOT_SETTLED:
        cases.ask_to_reopen(turn, case, _other(turn))
    else:
        offer(turn, case)


def _ask_which(turn: Turn, found: Verdict | None, meant: Sequence[Case]) -> None:
    """Several cases could be meant."""
    if found is Verdict.PRAISE:
        turn.say(say(greetings.all_right), Choice("status", "status"))
        return
    act = {Verdict.SETTLED: "settled_this", Verdict.NOT_SETTLED: "reopen"}.get(found) if found else None
    answered = all(notices.master_of(turn.session, case).status is Status.ANSWERED for case in meant)
    for case in meant:
        reactions.wrote(turn.session, case, inbox_id=turn.inbox_id, at=turn.at)
    cases.which(turn, meant, act if act and answered else "about_case", _other(turn), **_kept(turn))


def offer(turn: Turn, case: Case) -> None:
    """ "Ini untuk laporan ADU-...?" """
    is_answered = notices.master_of(turn.session, case).status is Status.ANSWERED
    reactions.wrote(turn.session, case, inbox_id=turn.inbox_id, at=turn.at)
    settled = (Choice("settled", "settled", data={"case": case.id}),) if is_answered else ()
    asked = say(words.is_this_for, number=case.number, title=case.title, is_answered=is_answered)
    turn.say(
        _with_its_card(turn, case, asked) if turn.understood.is_question and not is_answered else asked,
        Choice("add_to_case", "yes_add", data={"case": case.id, **_kept(turn)}),
        *settled,
        _other(turn),
    )
    turn.wait_for("remark", case=case.id, **_kept(turn))


def _with_its_card(turn: Turn, case: Case, asked: Saying) -> Saying:
    """Who asks "kapan diperbaiki?" reads how it stands and until when, whether or not the question is passed on."""
    parts = [(part.kind, part.data) for part in (card_of(turn.session, case, turn.office), asked)]
    return say(words.together, parts=parts)


def _kept(turn: Turn) -> dict[str, object]:
    return {"text": turn.understood.text, "media": list(turn.media)}


def _other(turn: Turn) -> Choice:
    return Choice("not_this_case", "not_this_case", data=_kept(turn))


def awaited(turn: Turn) -> bool:
    """ "Ya" or "bukan" to "Ini untuk laporan ADU-...?"; "sudah" or "belum" to "Apakah masalahnya sudah beres?"."""
    awaiting, intents = turn.memory.awaiting, turn.understood.intents
    if awaiting is None or awaiting.kind not in {"remark", "verdict"} or not intents & {Intent.YES, Intent.NO}:
        return False
    case = turn.session.get(Case, awaiting.data["case"])
    if case is None or (awaiting.kind == "remark" and _is_about_a_draft(turn)):
        return False
    if awaiting.kind == "verdict":
        return _plain_verdict(turn, case)
    turn.pressed = awaiting.data
    if Intent.YES in intents:
        cases.add_pressed(turn, case)
    else:
        not_this_case(turn)
    return True


def _is_about_a_draft(turn: Turn) -> bool:
    """The review card of a draft came after the question: a yes is for the card."""
    return turn.memory.draft is not None and not turn.offers_now("yes_add")


def _plain_verdict(turn: Turn, case: Case) -> bool:
    """Just a yes or no, with the question still the last thing said and no other answered case that could be meant."""
    said = {word for word in turn.understood.words if word not in FILLERS}
    asked = [label for _, label in turn.memory.options][:1] == [turn.words(_BERES)]
    if not asked or cases.several_wait(turn) or notices.master_of(turn.session, case).status is not Status.ANSWERED:
        return False
    if said == {"belum"}:
        cases.reopen(turn, case, turn.understood.text)
    elif is_plain_yes(turn.understood.words):
        cases.settled_pressed(turn, case)
    else:
        return False
    return True


_BERES = "Sudah beres"


def about_case(turn: Turn, case: Case) -> None:
    """Now it is known which case the words are for."""
    turn.media = tuple(turn.pressed.get("media", ()))
    text = str(turn.pressed.get("text", ""))
    if notices.master_of(turn.session, case).status in reactions.ENDED:
        quoting.ask_what_it_means(turn, case, text)
    else:
        cases.tell(turn, case, text)


def not_this_case(turn: Turn) -> None:
    """ "Bukan": the words are read again as if there were no case."""
    text, media = str(turn.pressed.get("text", "")), tuple(turn.pressed.get("media", ()))
    for case in turn.own_cases(of={Status.ANSWERED, Status.MERGED}):
        reactions.meant_something_else(turn.session, case, at=turn.at)
    turn.memory.awaiting = None
    turn.media, turn.understood = media, understand(text, turn.knowledge, turn.office)
    if media or turn.understood.complaint >= _A_PROBLEM:
        complaint.tell(turn, text)
    elif not figures.asked(turn):
        ask.question(turn)


_A_PROBLEM = 2


def attach_pressed(turn: Turn, case: Case) -> None:
    """The files that were sent without a word are for this case, not for a new report."""
    draft = drafts.running(turn)
    turn.media = tuple(draft.media) if draft is not None else ()
    if draft is not None and not draft.text:
        turn.memory.draft = None
    about = {"text": "", "media": list(turn.media)}
    turn.pressed = {"case": case.id, **about}
    about_case(turn, case)
