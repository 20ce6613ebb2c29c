"""Deep links: what a scanned code or a tapped address says for a citizen before they wrote a word.

``tkt_<number>_<secret code>`` follows a report from another chat, ``lok_<id>`` says at which service point somebody
stands, ``dat_<code>`` asks for a figure.
"""

import re
from dataclasses import replace

from bot.dialogue import complaint
from bot.dialogue.turn import Turn
from bot.port import Incoming
from core.messages import service_points

_START = re.compile(r"/start(?:@\w+)?\s+(tkt|dat)_([\w-]{1,60})\s*")
_POINT = re.compile(r"(?:/start(?:@\w+)?\s+lok_(\d{1,9})|.{0,200}\(lok_(\d{1,9})\))\s*")


def read(incoming: Incoming) -> Incoming:
    """The message in the words a person would have typed; a service point stays, it is known only to the tables."""
    link = _START.fullmatch(incoming.text)
    if link is None:
        return incoming
    kind, payload = link.groups()
    if kind == "dat":
        return replace(incoming, text=f"data {re.sub('[-_]+', ' ', payload)} terbaru")
    number, _, code = payload.partition("_")
    return replace(incoming, text=f"status {number} {code}".strip())


def at_a_point(turn: Turn) -> bool:
    """Somebody scanned the code of a service point: their report knows the place already."""
    scanned = _POINT.fullmatch(turn.understood.text)
    if scanned is None:
        return False
    point = service_points.of_id(turn.session, scanned[1] or scanned[2])
    if point is None:
        return False
    complaint.open_at(turn, point.name, point.place)
    return True
