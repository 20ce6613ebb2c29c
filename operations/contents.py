"""What a copy of the database holds, asked of the copy itself and not of the database that goes on meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str], Sequence[Any]]

_OF_REPORTS = (
    " union select facts_file from report_snapshot union select pdf_file from report_snapshot"
    " union select xlsx_file from report_snapshot"
    " union select public_file from report_snapshot where public_file is not null"
    " union select sha256 from errand where sha256 is not null"
)


@dataclass(frozen=True, slots=True)
class Contents:
    """The migration it stands at, how many cases it has, and the hashes of the files its rows name."""

    migration: str
    cases: int
    files: frozenset[str]


def contents(ask: Ask) -> Contents:
    """Ask a database, with whatever runs a question there."""
    migration = str(ask("select version_num from alembic_version")[0][0])
    named = "select sha256 from media where sha256 is not null"
    if migration >= "0005":
        named += " union select sha256 from entry_file"
    if migration >= "0006":
        named += " union select sha256 from import_batch where kind <> 'contoh' and sha256 is not null"
    if migration >= "0009":
        named += _OF_REPORTS
    if migration >= "0011":
        named += " union select sha256 from outbox_file"
    return Contents(
        migration=migration,
        cases=int(ask("select count(*) from cases")[0][0]),
        files=frozenset(row[0] for row in ask(named)),
    )
