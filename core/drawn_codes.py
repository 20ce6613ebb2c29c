"""Codes to scan, drawn for a page or for paper."""

import base64
import io


def as_picture(address: str) -> str:
    """A code as the address of a picture that holds it whole, for a page made by a script."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawn(address).encode()).decode()


def drawn(address: str) -> str:
    """A code as a drawing that stays sharp on paper."""
    import segno  # noqa: PLC0415 - only who shows a code pays for it

    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, xmldecl=False, svgns=True, omitsize=True)
    return picture.getvalue().decode()
