"""Codes to scan, drawn for a page or for paper."""

import io


def drawn(address: str) -> str:
    """A code as a drawing that stays sharp on paper."""
    import segno  # noqa: PLC0415 - only who shows a code pays for it

    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, xmldecl=False, svgns=True, omitsize=True)
    return picture.getvalue().decode()
