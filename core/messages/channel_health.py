"""How a channel does, counted from the tables: what came, what left, what waits, what failed, and whether anybody polls.

Of inbox and outbox only a partial index over few rows is read, or the newest rows: these tables may be long. Contacts,
who are fewer, are read whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Executable, case, func, or_, select
from sqlalchemy.orm import Session

from core.messages import inbox, outbox
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.inbox import InboxMessage
from core.messages.leases import ChatLease
from core.messages.outbox import OutboxMessage
from core.messages.pollers import ChannelState

NEWEST = 5000
"""How far back the last answer is looked for; a channel that sent nothing since is as good as silent."""
MOST = 100_000
"""More that waits is not counted: by then nobody asks for the last digit."""
JUST_NOW = timedelta(minutes=5)
REFUSALS = frozenset({"InvalidToken", "Conflict"})
_GONE = ("stopped", "403", "400", "migrated", "131026", "131050")
"""Why a person cannot be reached any more: nothing is wrong with the channel then."""


class Light(StrEnum):
    """A channel at a glance."""

    GREEN = "hijau"
    YELLOW = "kuning"
    RED = "merah"


class Trouble(StrEnum):
    """Why a channel is not green."""

    OFFICE_REFUSED = "office_refused"
    UNKNOWN_NUMBER = "unknown_number"
    NOBODY_POLLS = "nobody_polls"
    POLL_REFUSED = "poll_refused"
    POLL_FAILS = "poll_fails"
    WEBHOOK_LOST = "webhook_lost"
    NUMBER_DOWN = "number_down"
    UNREAD_LONG = "unread_long"
    UNREAD = "unread"
    UNSENT_LONG = "unsent_long"
    UNSENT = "unsent"
    FAILURES = "failures"
    NEVER_HEARD = "never_heard"
    WEBHOOK_BACK = "webhook_back"
    CHECK_FAILED = "check_failed"
    NOT_CHECKED = "not_checked"
    NEAR_BUDGET = "near_budget"


_UNREAD = ((timedelta(minutes=5), Trouble.UNREAD_LONG), (timedelta(minutes=1), Trouble.UNREAD))
_UNSENT = ((timedelta(minutes=15), Trouble.UNSENT_LONG), (timedelta(minutes=2), Trouble.UNSENT))
GRAVE = frozenset(
    {
        Trouble.OFFICE_REFUSED,
        Trouble.UNKNOWN_NUMBER,
        Trouble.NOBODY_POLLS,
        Trouble.POLL_REFUSED,
        Trouble.WEBHOOK_LOST,
        Trouble.NUMBER_DOWN,
        Trouble.UNREAD_LONG,
        Trouble.UNSENT_LONG,
    }
)


@dataclass(frozen=True, slots=True)
class Health:
    """The numbers of one channel. ``faults`` are the failures of the last hour that are not a person who left.

    ``refused`` is how the service refuses the office itself, for as long as something waits for that to be mended.
    """

    last_received_at: datetime | None = None
    last_sent_at: datetime | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    owed: int = 0
    owed_since: datetime | None = None
    held: int = 0
    dead_day: int = 0
    failed_hour: int = 0
    faults: int = 0
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Polling:
    """How asking for messages goes: somebody does it while a worker holds the lease."""

    is_running: bool
    last_ok_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str | None = None


def of_channels(session: Session, channels: Sequence[Channel], *, at: datetime) -> dict[Channel, Health]:
    """The health of each of these channels."""
    day, hour = at - timedelta(days=1), at - timedelta(hours=1)
    counts = (
        _unread(),
        _heard(),
        _buried(day, hour),
        _owed(),
        _held(),
        _lost(day, hour),
        _sent(),
    )
    told: dict[Channel, dict[str, Any]] = {channel: {} for channel in channels}
    for counting in counts:
        for row in session.execute(counting):
            if row.channel in told:
                told[row.channel].update(row._mapping)
    return {channel: _health(told[channel]) for channel in channels}


def _health(told: Mapping[str, Any]) -> Health:
    """One channel's numbers; what no row tells of is none."""

    def number(*names: str) -> int:
        return sum(told.get(name) or 0 for name in names)

    moments = [told[name] for name in ("heard_at", "came_at") if told.get(name)]
    return Health(
        last_received_at=max(moments, default=None),
        last_sent_at=told.get("sent_at"),
        waiting=number("waiting"),
        waiting_since=told.get("waiting_since"),
        owed=number("owed"),
        owed_since=told.get("owed_since"),
        held=number("held"),
        dead_day=number("buried_day", "lost_day"),
        failed_hour=number("buried_hour", "lost_hour", "trying"),
        faults=number("buried_hour", "lost_to_a_fault", "trying"),
        refused=told.get("refused"),
    )


def polling(session: Session, name: str, *, at: datetime) -> Polling:
    """How the poller of this name does."""
    state, lease = session.get(ChannelState, name), session.get(ChatLease, name)
    is_running = lease is not None and lease.until > at
    if state is None:
        return Polling(is_running)
    return Polling(is_running, state.last_ok_at, state.last_error_at, state.last_error)


def troubles(health: Health, poller: Polling | None, *, at: datetime, is_pushed: bool) -> list[Trouble]:
    """What is not as it should be, the gravest first; a channel the service pushes to has to be heard of once."""
    found = [
        *([Trouble.OFFICE_REFUSED] if health.refused else ()),
        *(_of_poller(poller, at) if poller else ()),
        *_of_age(health.waiting_since, at, _UNREAD),
        *_of_age(health.owed_since, at, _UNSENT),
    ]
    if health.faults:
        found.append(Trouble.FAILURES)
    if is_pushed and health.last_received_at is None:
        found.append(Trouble.NEVER_HEARD)
    return by_gravity(found)


def by_gravity(found: Collection[Trouble]) -> list[Trouble]:
    """Each once, the gravest first."""
    return sorted(dict.fromkeys(found), key=lambda trouble: trouble not in GRAVE)


def light(found: Sequence[Trouble]) -> Light:
    """Red when citizens get no answer, yellow when somebody should look, else green."""
    if GRAVE & set(found):
        return Light.RED
    return Light.YELLOW if found else Light.GREEN


def _of_poller(poller: Polling, at: datetime) -> list[Trouble]:
    found = [] if poller.is_running else [Trouble.NOBODY_POLLS]
    if _fails_now(poller, at):
        found.append(Trouble.POLL_REFUSED if poller.last_error in REFUSALS else Trouble.POLL_FAILS)
    return found


def _fails_now(poller: Polling, at: datetime) -> bool:
    """Did it fail just now, and nothing come since? It tries again every few seconds, so an old failure is over."""
    if poller.last_error_at is None or at - poller.last_error_at > JUST_NOW:
        return False
    return poller.last_ok_at is None or poller.last_ok_at < poller.last_error_at


def _of_age(since: datetime | None, at: datetime, patience: Sequence[tuple[timedelta, Trouble]]) -> list[Trouble]:
    found = [trouble for limit, trouble in patience if since is not None and at - since > limit]
    return found[:1]


def refusals(session: Session) -> dict[Channel, str]:
    """The channels whose service refuses the office itself, and how: asked for every page of who is to mend it."""
    waits = select(OutboxMessage.channel, func.max(OutboxMessage.error).label("error"))
    refused = waits.where(outbox.IS_OPEN, OutboxMessage.error.like(f"{outbox.OFFICE_REFUSED}%"))
    return {row.channel: row.error for row in session.execute(refused.group_by(OutboxMessage.channel))}


# what is counted --------------------------------------------------------------------------------------------------


def _unread() -> Executable:
    """Picked first and counted then, or SQLite would rather walk through every message in the order of channels."""
    row = select(InboxMessage.channel, InboxMessage.received_at).where(inbox.IS_NEW).limit(MOST).subquery().c
    waiting = select(
        row.channel,
        func.count().label("waiting"),
        func.min(row.received_at).label("waiting_since"),
        func.max(row.received_at).label("came_at"),
    )
    return waiting.group_by(row.channel)


def _heard() -> Executable:
    return select(Contact.channel, func.max(Contact.last_seen_at).label("heard_at")).group_by(Contact.channel)


def _buried(day: datetime, hour: datetime) -> Executable:
    buried = select(
        InboxMessage.channel,
        func.count().label("buried_day"),
        _count_if(InboxMessage.done_at >= hour).label("buried_hour"),
    )
    return buried.where(inbox.IS_DEAD, InboxMessage.done_at >= day).group_by(InboxMessage.channel)


def _owed() -> Executable:
    """Picked first, like the unread."""
    picked = select(OutboxMessage.channel, OutboxMessage.created_at, OutboxMessage.error).where(outbox.IS_OPEN)
    row = picked.limit(MOST).subquery().c
    owed = select(
        row.channel,
        func.count().label("owed"),
        func.min(row.created_at).label("owed_since"),
        func.count(row.error).label("trying"),
        func.max(case((row.error.like(f"{outbox.OFFICE_REFUSED}%"), row.error))).label("refused"),
    )
    return owed.group_by(row.channel)


def _held() -> Executable:
    held = select(OutboxMessage.channel, func.count().label("held"))
    return held.where(outbox.IS_HELD).group_by(OutboxMessage.channel)


def _lost(day: datetime, hour: datetime) -> Executable:
    """A dead message has no time of death: it was last due a moment before."""
    reason = func.coalesce(OutboxMessage.error, "")
    is_recent = OutboxMessage.not_before >= hour
    is_gone = reason.in_(_GONE) | or_(*(reason.like(f"%/{code}") for code in _GONE))
    lost = select(
        OutboxMessage.channel,
        func.count().label("lost_day"),
        _count_if(is_recent).label("lost_hour"),
        _count_if(is_recent & ~is_gone).label("lost_to_a_fault"),
    )
    return lost.where(outbox.IS_DEAD, OutboxMessage.not_before >= day).group_by(OutboxMessage.channel)


def _sent() -> Executable:
    newest = (
        select(OutboxMessage.channel, OutboxMessage.sent_at)
        .where(OutboxMessage.sent_at.is_not(None))
        .order_by(OutboxMessage.id.desc())
        .limit(NEWEST)
        .subquery()
    )
    return select(newest.c.channel, func.max(newest.c.sent_at).label("sent_at")).group_by(newest.c.channel)


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
