"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)


class MovableClock:
    """The present moment as a test says it is."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**span)
        return self.now
