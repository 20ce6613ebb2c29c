"""Files we send: where the bytes are kept, and what a person is shown of them. An outbox row carries at most one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UTCDateTime, insert_new, table_of

FILE, REMOVED = "file", "file_removed"
"""Under the first name a row's data holds its file; the second says that it held one whose time is over."""
GONE, TOO_LARGE = "file gone", "file too large"
"""Why a file can never be sent: kept with its row, and said in words by the panel."""
PICTURES = frozenset({"image/jpeg", "image/png"})


class OutboxFile(Base):
    """Which kept file an outbox row holds. Its data is sealed; the store has to know all the same what is still named."""

    __tablename__ = "outbox_file"

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


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


def note(session: Session, message_id: int, data: Mapping[str, Any], *, at: datetime) -> None:
    """Note the file in the data of a row, when there is one."""
    file = of_data(data)
    if file is not None:
        row = {"message_id": message_id, "sha256": file.sha256, "at": at}
        insert_new(session, table_of(OutboxFile), [row], returning=("message_id",))
