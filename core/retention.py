"""Retention: how long the office keeps what nobody needs any more. What something open still refers to always stays."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """Terms of the office, each counted from when the thing was done with."""

    import_rows: timedelta = timedelta(days=90)
    """The rows of a figure import that has ended; its record, its counts and its figures stay."""
    made_files: timedelta = timedelta(days=30)
    """Charts and workbooks made for a chat."""
    uploads: timedelta = timedelta(days=30)
    """Files people sent that belong to no ticket."""
    statuses: timedelta = timedelta(days=90)
    """What channels reported of sent messages; how far each came stays with the message."""
    questions: timedelta = timedelta(days=400)
    """The words of questions that wait for nobody: long enough for a report of the year before."""
