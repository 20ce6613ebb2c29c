"""The lines behind a kept report: read back from its file, so that each number of it shows its tickets for good."""

import json
from datetime import date

from tickets.reports.facts import Came, Fact


def facts_in(content: bytes) -> list[Fact]:
    """The facts as they were when the report was made."""
    return [
        Fact(**{**row, "came": Came(row["came"]), "received": date.fromisoformat(row["received"]), "steps": tuple(row["steps"])})
        for row in json.loads(content)
    ]  # fmt: skip
