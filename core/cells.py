"""Cells of a table for a spreadsheet: text that no program takes for a formula, and back again."""

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")

TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""How every workbook of the house is opened by xlsxwriter: what begins like a formula or an address is only text."""


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a quote before the signs that begin one, and no NUL.

    Text that has quotes there already gets one more, so that :func:`plain` gives back exactly what it was.
    """
    cleaned = text.replace("\0", "")
    return f"'{cleaned}" if _begins_one(cleaned) else cleaned


def plain(cell: str) -> str:
    """The text behind a safe cell."""
    return cell[1:] if cell[:1] == "'" and _begins_one(cell) else cell


def _begins_one(text: str) -> bool:
    """Is there a sign that begins a formula, behind any quotes and spaces?"""
    said = text.lstrip("'")
    return said[:1] in _FORMULA or said.lstrip()[:1] in _FORMULA
