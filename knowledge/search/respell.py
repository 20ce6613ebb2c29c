"""Spaces put where they belong: run-together words are cut, words broken by a misplaced space are mended."""

from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

from core.language.normalise import resolved
from core.language.segment import split
from core.language.spelling import is_ordinary, little_words, ordinary_words, spellings
from core.places.gazetteer import gazetteer
from knowledge.search.vocabulary import Vocabulary

SHORTEST_RUN = 6
CLEARLY_ONE = 0.8
CLEARLY_MEANT = 0.74
LEAD = 0.06
TWO_LETTERS = ("di", "ke", "ya", "yg", "ga", "rt", "rw", "kk", "gk", "no", "uu")

_costs: WeakKeyDictionary[Vocabulary, Mapping[str, float]] = WeakKeyDictionary()


def respelled(spoken: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The words of a sentence, spaces put right as far as that makes known words."""
    mended = _mended(spoken, vocabulary)
    return [part for word in mended for part in _cut(word, vocabulary)]


def meant(word: str, vocabulary: Vocabulary) -> str:
    """The known word that a misspelled one clearly stands for, or the word as it is."""
    if _is_word(word, vocabulary) or not word.isalpha():
        return word
    nearest = vocabulary.lexicon.near(word)
    if not nearest or nearest[0].likeness < CLEARLY_MEANT:
        return word
    if len(nearest) > 1 and nearest[0].likeness - nearest[1].likeness < LEAD:
        return word
    return spellings().get(nearest[0].word, (nearest[0].word,))[0]


def _mended(spoken: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """ "konta kbps" is "kontak bps": two neighbours, one of them no word, that together make known words."""
    mended: list[str] = []
    for word in spoken:
        before = mended[-1] if mended else ""
        if before and (pieces := _together(before, word, vocabulary)):
            mended[-1:] = pieces
        else:
            mended.append(word)
    return mended


def _together(left: str, right: str, vocabulary: Vocabulary) -> list[str]:
    if not (left + right).isalpha() or (_is_word(left, vocabulary) and _is_word(right, vocabulary)):
        return []
    if len(left) > 3 < len(right) and (_is_near(left, vocabulary) or _is_near(right, vocabulary)):
        return []
    if _is_word(left + right, vocabulary):
        return [left + right]
    for moved in (1, -1, 2, -2):
        cut = len(left) + moved
        one, other = (left + right)[:cut], (left + right)[cut:]
        if min(len(one), len(other)) > 2 and _is_word(one, vocabulary) and _is_word(other, vocabulary):
            return [one, other]
    return []


def _is_near(word: str, vocabulary: Vocabulary) -> bool:
    nearest = vocabulary.lexicon.near(word)
    return bool(nearest) and nearest[0].likeness > CLEARLY_ONE


def _cut(word: str, vocabulary: Vocabulary) -> list[str]:
    if len(word) < SHORTEST_RUN or not word.isalpha() or _is_word(word, vocabulary) or _is_near(word, vocabulary):
        return [word]
    return resolved(split(word, _costs_in(vocabulary)))


def _is_word(word: str, vocabulary: Vocabulary) -> bool:
    return word in vocabulary or is_ordinary(word) or word in vocabulary.concepts.words


def _costs_in(vocabulary: Vocabulary) -> Mapping[str, float]:
    found = _costs.get(vocabulary)
    if found is None:
        found = _costs[vocabulary] = _priced(vocabulary)
    return found


def _priced(vocabulary: Vocabulary) -> dict[str, float]:
    """What each known word costs in a cut: the knowledge base's own and the little words are cheap."""
    own = [word for word in vocabulary.words() if word.isalpha() and len(word) > 2]
    prices = {word + "nya": 8.0 for word in own if len(word) > 3}
    prices |= {name: 8.0 for name in gazetteer().by_name if name.isalpha() and len(name) > 4}
    prices |= {word: 8.0 for word in ordinary_words() if len(word) > 2}
    prices |= {word: 7.5 for word in vocabulary.concepts.words if len(word) > 2 and word.isalpha()}
    prices |= {word: 7.0 for word in spellings() if len(word) > 2}
    prices |= dict.fromkeys(own, 6.0)
    prices |= {word: 5.0 for word in little_words() if len(word) > 2}
    return prices | dict.fromkeys(TWO_LETTERS, 6.0)
