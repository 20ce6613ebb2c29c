"""Why an entry was found: the words that were asked, the words they met, and how."""

from knowledge.search.align import Meeting
from knowledge.search.entries import Reason
from knowledge.search.question import Asked

MOST = 6
WORTH_TELLING = 0.05


def reasons(meeting: Meeting, place: int) -> tuple[Reason, ...]:
    """The meetings of words that speak most for an entry, the weightiest first."""
    tables, entry = meeting.tables, int(meeting.entries[place])
    first, last = tables.rows.starts[tables.first_row[entry]], tables.rows.starts[tables.first_row[entry + 1]]
    terms = tables.rows.flat[first:last]
    best = terms[meeting.likeness[:, terms].argmax(axis=1)]
    met = zip(meeting.question.asked, best.tolist(), strict=True)
    found = [_reason(asked, term, tables.vocabulary.terms[term][0]) for asked, term in met]
    told = sorted((reason for reason in found if reason.weight > WORTH_TELLING), key=lambda reason: -reason.weight)
    return tuple(told[:MOST])


def _reason(asked: Asked, term: int, word: str) -> Reason:
    likeness = asked.likeness
    if term not in likeness.terms:
        return Reason(asked.word, word, "exact", 0.0)
    place = likeness.terms.index(term)
    return Reason(asked.word, word, likeness.ways[place], round(asked.weight * likeness.values[place], 3))
