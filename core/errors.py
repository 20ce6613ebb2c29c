"""Refusals: what the house declines to do, said once as a code and turned into words by a desk."""

from typing import ClassVar


class Refusal(Exception):
    """Something the rules do not allow. ``code`` names the rule; ``data`` fills the sentence."""

    code: ClassVar[str] = "refused"

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data


class SavedMeanwhile(Refusal):
    """Somebody else saved this row after the screen was opened: nothing is overwritten."""

    code = "saved_meanwhile"


class NotPossible(Exception):
    """An operator's command that cannot be done here; the message says why and what to do."""
