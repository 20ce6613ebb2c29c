"""Words run together: the cheapest way to cut "maumintadata" into known words."""

from collections.abc import Mapping

LONGEST = 20
LONG = 4
UNKNOWN_LETTER = 6.0
PER_WORD = 2.0


def split(spelling: str, costs: Mapping[str, float]) -> list[str]:
    """A run-together spelling cut into known words, each with its cost (rarer is dearer); itself when that fails.

    At least four of five letters must belong to known words, or three of five and two words of some length.
    """
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
    for end in range(1, len(spelling) + 1):
        best.append(_cheapest(spelling, end, best, costs))
    pieces = _trace(spelling, best)
    long_ones = sum(is_known and len(piece) >= LONG for piece, is_known in pieces)
    allowed = len(spelling) * (0.4 if long_ones >= 2 else 0.2)
    return _merged(pieces) if best[-1][1] <= allowed else [spelling]


def _cheapest(
    spelling: str, end: int, best: list[tuple[float, int, int]], costs: Mapping[str, float]
) -> tuple[float, int, int]:
    """Cost, unknown letters and start of the last piece of the best cut that ends here."""
    cost, unknown, _ = best[end - 1]
    found = (cost + UNKNOWN_LETTER, unknown + 1, end - 1)
    for start in range(max(0, end - LONGEST), end):
        piece = costs.get(spelling[start:end])
        if piece is not None and best[start][0] + piece + PER_WORD < found[0]:
            found = (best[start][0] + piece + PER_WORD, best[start][1], start)
    return found


def _trace(spelling: str, best: list[tuple[float, int, int]]) -> list[tuple[str, bool]]:
    """The pieces of the best cut from left to right, each with whether it is a known word."""
    pieces: list[tuple[str, bool]] = []
    end = len(spelling)
    while end:
        start = best[end][2]
        pieces.append((spelling[start:end], best[end][1] == best[start][1]))
        end = start
    return pieces[::-1]


def _merged(pieces: list[tuple[str, bool]]) -> list[str]:
    """Unknown letters next to each other are one word."""
    merged: list[tuple[str, bool]] = []
    for piece, is_known in pieces:
        if merged and not is_known and not merged[-1][1]:
            merged[-1] = (merged[-1][0] + piece, False)
        else:
            merged.append((piece, is_known))
    return [piece for piece, _ in merged]
