"""The port every channel implements: what comes in and what goes out, with nothing of any channel in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.messages.channels import Channel
from core.messages.media import MAX_BYTES, MediaKind
from core.messages.outfiles import OutFile
from core.privacy import mask_personal

_VIEWED = 4000


class Kind(StrEnum):
    """What sort of thing a person did."""

    TEXT = "text"
    BUTTON = "button"
    MEDIA = "media"
    LOCATION = "location"
    CONTACT = "contact"
    EDITED = "edited"
    STOPPED = "stopped"
    UNSUPPORTED = "unsupported"
    IGNORED = "ignored"


WRITTEN = frozenset(Kind) - {Kind.EDITED, Kind.STOPPED, Kind.IGNORED}
"""What a person does to be answered. A reaction, a corrected line or a note of the service asks for nothing."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file by its channel's own name for it; fetched later, outside any transaction."""

    kind: MediaKind
    ext_file: str
    name: str | None = None
    size: int | None = None

    @property
    def is_too_large(self) -> bool:
        """Is it known at the door that this file can never be kept?"""
        return self.size is not None and self.size > MAX_BYTES


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of one person. An album comes as one message with several files.

    ``chat_key`` is where it was written and is answered; ``private_chat`` is where the person alone reads, which
    differs for a group. What follows later, a number, a code, a notice, goes there only.
    """

    channel: Channel
    chat_key: str
    user: str
    kind: Kind
    at: datetime
    text: str = ""
    files: tuple[FileRef, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    reply_to: str | None = None
    button: str | None = None
    name: str | None = None
    phone: str | None = None
    is_group: bool = False
    message_id: str | None = None
    private_chat: str = ""

    @property
    def is_written_to_us(self) -> bool:
        """Does the person turn to us, in private?"""
        return self.kind in WRITTEN and not self.is_group

    def __post_init__(self) -> None:
        object.__setattr__(self, "private_chat", self.private_chat or self.chat_key)
        object.__setattr__(self, "text", legible(self.text))


def legible(text: str) -> str:
    """The text without what no database takes: the sign NUL, and halves of surrogate pairs."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def view_of(incoming: Incoming, secrets: Iterable[str] = ()) -> dict[str, object]:
    """What a timeline may show of a message: its kind and its words, identity numbers and secret codes masked."""
    text = incoming.text[:_VIEWED]
    for secret in secrets:
        text = text.replace(secret, "[kode disamarkan]")
    return {
        "kind": incoming.kind.value,
        "text": mask_personal(text),
        "files": [file.kind.value for file in incoming.files],
        "pin": incoming.latitude is not None,
    }


@dataclass(frozen=True, slots=True)
class Option:
    """A choice under a message: the id a tap brings back, and its label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template and what fills its blanks; without a name it is the office's own word that there is news."""

    blanks: tuple[str, ...]
    name: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one chat, in words, with at most one file.

    ``phone`` is the person's number where it is known. ``template`` has to carry the message where free words are not
    taken now. ``command`` is for the service itself and no message at all.
    """

    chat_key: str
    text: str
    options: tuple[Option, ...] = ()
    key: str = ""
    first_part: int = 0
    phone: str | None = None
    template: Template | None = None
    command: str = ""
    file: OutFile | None = None
    menu: str = "Pilih"
    """What opens a list of choices, in the reader's language, where a service folds them away."""
