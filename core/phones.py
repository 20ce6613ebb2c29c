"""Phone numbers as people write them, in the one form the house compares: country code first, digits only."""

import re

_SIGNS = re.compile(r"[\s().\-/]+")
_HOME = "62"


def normalised(written: str) -> str | None:
    """0812-3456-7890, +62 812 3456 7890 and 62812... are one number: 6281234567890. None for what is no number."""
    digits = _SIGNS.sub("", written.strip())
    is_foreign = digits.startswith(("+", "00"))
    digits = digits.removeprefix("+").removeprefix("00") if is_foreign else digits
    if not digits.isascii() or not digits.isdecimal():
        return None
    if not is_foreign and digits.startswith("0"):
        digits = _HOME + digits[1:]
    return digits if 8 <= len(digits) <= 15 else None
