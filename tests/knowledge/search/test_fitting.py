"""Learning weights from a knowledge base."""

from dataclasses import replace

from knowledge.search.fitting import fit
from knowledge.search.folds import Density, background, folds, outsiders
from knowledge.search.weights import CLEAR, KNOWN, RANKING, default_weights, from_json
from tests.knowledge.search.office import entries

MANY = [
    replace(
        each,
        phrasings=tuple(f"{text} {more}" for text in each.phrasings for more in ("ya", "kak", "dong", "min", "sih")),
    )
    for each in entries()
]


def test_every_phrasing_is_hidden_once() -> None:
    asked = [trial.question for fold in folds(entries(), Density(), 1, gone=0.0) for trial in fold.trials]

    assert sorted(asked) == sorted(text for each in entries() for text in each.phrasings)


def test_a_hidden_phrasing_is_not_in_its_fold() -> None:
    for fold in folds(entries(), Density(), 1, gone=0.0):
        shown = {text for each in fold.entries for text in each.phrasings}
        assert not shown & {trial.question for trial in fold.trials}


def test_a_question_about_a_hidden_entry_has_no_answer() -> None:
    fold = next(folds(entries(), Density(), 3, gone=0.5))
    present = {each.id for each in fold.entries}

    assert all(trial.entry_id is None or trial.entry_id in present for trial in fold.trials)


def test_outsiders_have_no_answer() -> None:
    fold = next(folds(MANY, Density(), 1, gone=0.0))

    assert all(trial.entry_id is None for trial in outsiders(fold, 1))
    assert len(background()) > 150


def test_too_little_knowledge_teaches_nothing() -> None:
    assert fit(entries()[:2]) == default_weights()


def test_weights_are_learnt_and_thresholds_stay() -> None:
    learnt = fit(MANY)

    assert learnt != default_weights()
    assert set(learnt.ranking) == set(RANKING)
    assert (set(learnt.known), set(learnt.clear)) == ({"one", *KNOWN}, {"one", *CLEAR})
    assert (learnt.answer_from, learnt.choose_from) == (default_weights().answer_from, default_weights().choose_from)


def test_weights_survive_being_kept() -> None:
    assert from_json(default_weights().as_json()) == default_weights()
