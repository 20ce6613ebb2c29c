"""Files we send: where the bytes are kept, and what a person is shown of them. An outbox row carries at most one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FILE = "file"
"""Under this name a row's data holds its file."""
GONE, TOO_LARGE = "file gone", "file too large"
"""Why a file can never be sent: kept with its row, and said in words by the panel."""
PICTURES = frozenset({"image/jpeg", "image/png"})


@dataclass(frozen=True, slots=True)
class OutFile:
    """A kept file as it goes out. ``name`` is given by us, never by who brought it; ``alt`` says what a picture shows.

    ``is_ours``: drawn by the house itself, so a page may show it. ``is_fresh``: do not rely on what a service kept of
    it, because an earlier sending failed.
    """

    sha256: str
    mime: str
    name: str
    size: int
    alt: str = ""
    is_ours: bool = False
    is_fresh: bool = False

    @property
    def is_picture(self) -> bool:
        return self.mime in PICTURES

    def to_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        kept = asdict(self)
        del kept["is_fresh"]
        return kept


def of_data(data: Mapping[str, Any]) -> OutFile | None:
    """The file a row's data holds; None when it holds none."""
    kept = data.get(FILE)
    return OutFile(**kept) if isinstance(kept, dict) else None
