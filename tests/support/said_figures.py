"""The numbers an answer about figures says, and what may be said with the observations it names."""

import re
from decimal import Decimal

_NUMBER = re.compile(r"(?<![\w.,])\d[\d.]*(?:,\d+)?(?![\w])")


def numbers_of(text: str) -> set[Decimal]:
    """The numbers of a text, without the lines that cite sources."""
    lines = [line for line in text.splitlines() if not line.startswith(("Sumber", "•  Sumber"))]
    return {_plain(number) for line in lines for number in _NUMBER.findall(re.sub(r"\((?:Sumber).*", "", line))}


def derived(values: list[Decimal]) -> set[Decimal]:
    """Values as they are written, their differences, ratios and shares, and whole people for thousands."""
    known = {Decimal(100), Decimal(35)} | {Decimal(place) for place in range(1, 11)}
    for one in values:
        known |= {round(one, 2), round(one, 1), round(one, 0), round(one * 1000, 0), one}
        known |= {round(abs(one - other), 2) for other in values}
        known |= {round((other - one) / one * 100, 2) for other in values if one}
        known |= {round(other / one, 2) for other in values if one}
        known |= {round(other / one * 100, 2) for other in values if one}
    return known | {abs(one) for one in known}


def _plain(number: str) -> Decimal:
    return Decimal(number.rstrip(".").replace(".", "").replace(",", "."))
