"""The composition root of the worker process: drains chats, sends, polls, fetches files and runs what is scheduled."""

import asyncio
import contextlib
import json
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from core.lean import without

with without("pygments"):  # for httpx's command line, and rich with it
    import httpx  # noqa: F401

from sqlalchemy.exc import DBAPIError

from bot.channels import ChannelPort
from bot.desk import Desk
from bot.drain import Drainer
from bot.executor import Executor
from bot.fetching import Fetcher
from bot.making import Maker
from bot.other_bodies import Courier, bodies_of
from bot.sharing import Share
from bot.telegram.polling import Poller
from bot.telegram.port import Hook, TelegramPort, make_bot
from bot.web.envelope import WebPort
from bot.whatsapp.port import WhatsAppPort, make_client
from core import office as offices
from core import schedule, workdays
from core.clock import Clock, local_day, utc_now
from core.db import Database
from core.errands import UNDO_FOR, ErrandKind
from core.files import FileStore
from core.house import open_database
from core.messages import buttons, channel_commands, handovers, inbox, leases, outbox
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.inbox import WaitingChat
from core.office import Office
from core.schedule import Job
from core.settings import Settings
from core.workdays import WorkCalendar
from knowledge import entries
from knowledge.live import LiveKnowledge
from knowledge.statistics.importing.work import ImportWorker
from operations.errands import LANES, Errands
from operations.feeding import FeedWorker
from operations.keeping import Keeper
from tickets import anchors, escalation, recomputing, timekeeping

log = logging.getLogger("pendopo.worker")

SWEEP_EVERY, SWEEP_ON = 0.25, 0.06
PATIENCE, NO_TIME = timedelta(seconds=0.1), timedelta(0)
"""How long a chat waits before another worker may take it over."""
FORGOTTEN, FORGOTTEN_EVERY = timedelta(seconds=3), 1.0
FEW, SEEN = 8, 64
LIVE_EVERY = 5.0
BURY_EVERY = 2.0
JOBS_EVERY = 1.0
FETCH_EVERY = 1.0
HAND_OVER_EVERY = 2.0
REFRESH_EVERY = 0.4
IMPORT_EVERY = 1.0
FEED_EVERY = 5.0
ERRANDS_EVERY = 0.5
POLL_AGAIN = 1.0
CHECK_EVERY, CHECK_AGAIN = 600.0, 30.0


class Worker:
    """One worker. Any number may run against one PostgreSQL database; on SQLite, on one machine."""

    def __init__(self, chosen: Settings, *, database: Database | None = None, clock: Clock = utc_now) -> None:
        self.settings = chosen
        self.database = database or open_database(chosen, ping=False)
        self.clock = clock
        self.owner = leases.this_process()
        self.share = Share(self.owner)
        self.files = FileStore(chosen.files_url)
        self.knowledge = LiveKnowledge(self.database, clock=clock, public_url=chosen.public_url)
        self.executor = Executor(chosen.executor_url)
        self.errands = Errands(self.database, self.files, clock, public_url=chosen.public_url, undo_for=UNDO_FOR)
        self.jobs = (
            *JOBS,
            Job("downloads", timedelta(hours=1), self.errands.forget_old),
            Job("keep", timedelta(hours=1), Keeper(self.files, chosen.retention).walk),
        )
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until :meth:`stop`; then finish what is under way, within ten seconds."""
        ports = self._ports()
        desk = Desk(self.database, self.knowledge, ports, owner=self.owner, clock=self.clock)
        imports = ImportWorker(self.database, self.files, clock=self.clock)
        fetching = FeedWorker(self.database, self.files, self.settings, clock=self.clock)
        maker = Maker(self.database, self.files)
        drainer = Drainer(
            desk, ports, clock=self.clock, threads=self.settings.desk_threads, maker=maker, share=self.share
        )
        fetcher = Fetcher(self.database, self.files, ports, clock=self.clock)
        self.database.doorbell = drainer.wake_all
        await asyncio.to_thread(self.knowledge.now)
        await asyncio.to_thread(self._free_the_dead)
        await asyncio.to_thread(self._live)
        self.executor.listen(drainer.wake)
        tasks = [
            asyncio.create_task(self._forever(SWEEP_EVERY, lambda: self._sweep(drainer, ports))),
            asyncio.create_task(self._forever(BURY_EVERY, lambda: asyncio.to_thread(self._free_the_dead))),
            asyncio.create_task(self._forever(LIVE_EVERY, lambda: asyncio.to_thread(self._live))),
            asyncio.create_task(self._forever(JOBS_EVERY, self._run_jobs)),
            asyncio.create_task(self._forever(FETCH_EVERY, fetcher.fetch_waiting)),
            asyncio.create_task(self._forever(REFRESH_EVERY, lambda: asyncio.to_thread(self.knowledge.now))),
            asyncio.create_task(self._forever(IMPORT_EVERY, lambda: asyncio.to_thread(imports.work))),
            asyncio.create_task(self._forever(FEED_EVERY, lambda: asyncio.to_thread(fetching.work))),
            *(asyncio.create_task(self._forever(ERRANDS_EVERY, partial(self._run_errand, lane))) for lane in LANES),
            asyncio.create_task(self._forever(CHECK_EVERY, lambda: self._check_channels(ports))),
            *self._telegram_tasks(ports),
            *self._courier_tasks(),
        ]
        log.info("worker started, channels: %s", ", ".join(channel.value for channel in ports))
        await self._stopping.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self.executor.close)
        await drainer.close()
        await asyncio.to_thread(self._leave)
        await self._close(ports)
        log.info("worker stopped")

    def stop(self) -> None:
        """Stop after what is under way."""
        self._stopping.set()

    def _ports(self) -> dict[Channel, ChannelPort]:
        ports: dict[Channel, ChannelPort] = {Channel.WEB: WebPort(self.files)}
        if self.settings.telegram.enabled:
            pushed = self.settings.telegram.mode == "webhook"
            hook = (
                Hook(f"{self.settings.public_url}/webhook/telegram", self.settings.telegram.secret) if pushed else None
            )
            ports[Channel.TELEGRAM] = TelegramPort(make_bot(self.settings.telegram), hook, self.files)
        if self.settings.whatsapp.enabled:
            client = make_client(self.settings.whatsapp)
            ports[Channel.WHATSAPP] = WhatsAppPort(self.settings.whatsapp, client, self.files)
        return ports

    async def _check_channels(self, ports: dict[Channel, ChannelPort]) -> None:
        """Every service says, from the start on, who we are there, so that links are right, and whether it reaches us.

        One that does not answer is asked again soon.
        """
        asked = sorted(ports.keys() & {Channel.TELEGRAM, Channel.WHATSAPP})
        while asked:
            told = {channel: await ports[channel].obey(Command.CHECK) for channel in asked}
            for channel, answer in told.items():
                await asyncio.to_thread(self._keep_name, channel, json.dumps(answer))
            asked = [channel for channel, answer in told.items() if "error" in answer]
            await asyncio.sleep(CHECK_AGAIN if asked else 0)

    def _keep_name(self, channel: Channel, answer: str) -> None:
        with self.database.write() as session:
            channel_commands.done(session, channel, Command.CHECK, answer, at=self.clock())

    def _telegram_tasks(self, ports: dict[Channel, ChannelPort]) -> list[asyncio.Task[None]]:
        port = ports.get(Channel.TELEGRAM)
        if not isinstance(port, TelegramPort):
            return []
        if port.hook is not None:
            return [asyncio.create_task(self._register_webhook(port))]
        poller = Poller(port, self.database, bot_id=self.settings.telegram.bot_id, owner=self.owner, clock=self.clock)
        return [asyncio.create_task(self._forever(POLL_AGAIN, poller.run))]

    def _courier_tasks(self) -> list[asyncio.Task[None]]:
        """Cases for other bodies' services, where there are any."""
        bodies = bodies_of(self.settings.transfers)
        if not bodies:
            return []
        courier = Courier(self.database, bodies, clock=self.clock)
        return [asyncio.create_task(self._forever(HAND_OVER_EVERY, lambda: asyncio.to_thread(courier.run)))]

    async def _register_webhook(self, port: TelegramPort) -> None:
        """Tell the Bot API where to post, as often as it takes."""
        while True:
            try:
                await port.bot.initialize()
                await port.register()
            except Exception as error:  # noqa: BLE001 - whatever it was, the worker goes on and tries again
                log.warning("the webhook was not registered: %s", type(error).__name__)
                await asyncio.sleep(5)
            else:
                log.info("webhook registered")
                return

    async def _close(self, ports: dict[Channel, ChannelPort]) -> None:
        port = ports.get(Channel.TELEGRAM)
        if isinstance(port, TelegramPort):
            with contextlib.suppress(Exception):
                await port.close()
        graph = ports.get(Channel.WHATSAPP)
        if isinstance(graph, WhatsAppPort):
            with contextlib.suppress(Exception):
                await graph.client.aclose()

    async def _forever(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        """Do something again and again; a failure is logged and does not end it."""
        while True:
            try:
                await work()
            except Exception:
                log.exception("a part of the worker failed and goes on")
            await asyncio.sleep(seconds)

    async def _sweep(self, drainer: Drainer, ports: dict[Channel, ChannelPort]) -> None:
        """With room to spare, take over chats that wait: after a crash, a lost ring, or for a worker that is busier.

        As long as there is a crowd, go on looking, take at once what is one's own, and leave to other workers what is theirs: two
        that both take who waits longest would read the same message twice. Whom the others seem to have forgotten is looked after
        once a second.
        """
        channels, patience, is_crowd, forgotten_at = list(ports), PATIENCE, True, 0.0
        while is_crowd:
            if drainer.has_room:
                waiting = await asyncio.to_thread(self._waiting, channels, patience, SEEN)
                is_crowd = len(waiting) > FEW
                chats, patient = [each.chat_key for each in waiting], self._patient(waiting)
                drainer.wake_waiting(self.share.of(chats, patient=patient) if is_crowd else [*patient])
                patience = NO_TIME
            if is_crowd and asyncio.get_running_loop().time() > forgotten_at + FORGOTTEN_EVERY:
                forgotten = await asyncio.to_thread(self._waiting, channels, FORGOTTEN, FEW)
                drainer.wake_waiting([each.chat_key for each in forgotten])
                forgotten_at = asyncio.get_running_loop().time()
            await asyncio.sleep(SWEEP_ON)

    def _waiting(self, channels: list[Channel], patience: timedelta, most: int) -> list[WaitingChat]:
        at = self.clock()
        with self.database.read() as session:
            waiting = inbox.waiting_chats(session, channels, since=at - patience, at=at, limit=most)
            if waiting or not patience:
                return waiting
            owed = outbox.due_chats(session, channels, since=at - patience, at=at, limit=most)
            return [WaitingChat(chat_key, at - patience) for chat_key in owed]

    def _patient(self, waiting: Sequence[WaitingChat]) -> Sequence[str]:
        """Those that have waited long enough for any worker to take them, also by a clock that was put back since."""
        at = self.clock()
        return [each.chat_key for each in waiting if not at - PATIENCE < each.since <= at]

    async def _run_errand(self, lane: Sequence[ErrandKind]) -> None:
        await asyncio.to_thread(self.errands.run_next, lane)

    def _live(self) -> None:
        self.share.live(self.database, at=self.clock())

    def _leave(self) -> None:
        with contextlib.suppress(DBAPIError):  # the database is away: the lease runs out
            self.share.leave(self.database)

    def _free_the_dead(self) -> None:
        with self.database.read() as session:
            dead = leases.dead_owners(session)
        if dead:
            with self.database.write() as session:
                leases.free(session, dead)

    async def _run_jobs(self) -> None:
        for job in self.jobs:
            if await asyncio.to_thread(self._claim, job):
                await asyncio.to_thread(job.work, self.database, self.clock())

    def _claim(self, job: Job) -> bool:
        at = self.clock()
        with self.database.read() as session:
            if not schedule.is_due(session, job, at=at):
                return False
        with self.database.write() as session:
            return schedule.claim(session, job, at=at)


def lapse_cases(database: Database, at: datetime) -> None:
    """End the cases whose reporter's term is over, each in a transaction of its own."""
    with database.read() as session:
        due = timekeeping.lapsed(session, at=at)
    for case_id in due:
        with database.write() as session:
            timekeeping.lapse(session, case_id, at=at)


def time_out_talks(database: Database, at: datetime) -> None:
    """Tell who waits long for a person, and give back chats nobody writes in, each in a transaction of its own."""
    with database.read() as session:
        office, calendar = offices.current(session), workdays.current(session)
        is_staffed = office.is_open(at, calendar) and office.is_open(at - handovers.LONG_WAIT, calendar)
        too_old = _end_of_line(office, calendar, at) if is_staffed else None
        late = handovers.overdue(session, at=at, is_staffed=is_staffed, too_old=too_old)
    for handover_id in late:
        with database.write() as session:
            handovers.time_out(session, handover_id, at=at, is_staffed=is_staffed, too_old=too_old)


def _end_of_line(office: Office, calendar: WorkCalendar, at: datetime) -> datetime:
    """Who waits for a person since then or longer has waited through all the working days of the line."""
    asked_on = calendar.begun_before(local_day(at, office.zone), office.line_days)
    return datetime.combine(asked_on + timedelta(days=1), time.min, office.zone)


def remind_reporters(database: Database, at: datetime) -> None:
    """Remind reporters whose word is awaited, each in a transaction of its own."""
    with database.read() as session:
        due = timekeeping.to_remind(session, at=at)
    for clock_id in due:
        with database.write() as session:
            timekeeping.remind(session, clock_id, at=at)


def escalate(database: Database, at: datetime) -> None:
    """Let terms climb that near their end or are past it, each in a transaction of its own."""
    with database.read() as session:
        due = escalation.climbing(session, at=at)
    for clock_id in due:
        with database.write() as session:
            escalation.climb(session, clock_id, at=at)
    with database.write() as session:
        escalation.tell_digests(session, at=at)


def follow_calendar(database: Database, at: datetime) -> None:
    """Compute open terms anew after the calendar changed, a case at a time, until none is behind."""
    while True:
        with database.read() as session:
            behind = recomputing.stale(session)
        if not behind:
            return
        for case_id in behind:
            with database.write() as session:
                recomputing.recompute(session, case_id, at=at)


def purge(database: Database, at: datetime) -> None:
    """Drop raw bodies after thirty days and options that expired."""
    dropped = 1
    while dropped:
        with database.write() as session:
            dropped = inbox.purge_raw(session, before=at - inbox.RAW_KEPT)
    with database.write() as session:
        buttons.purge(session, before=at)


def turn_the_day(database: Database, at: datetime) -> None:
    """Let answers whose first day has come take over for good."""
    with database.write() as session:
        entries.turn_the_day(session, today=local_day(at, offices.current(session).zone))


def anchor(database: Database, at: datetime) -> None:
    """Write the heads of all case chains into the global audit, so that a lost tail shows (DECISIONS 16)."""
    with database.snapshot() as session:
        heads, cases = anchors.grown(session), anchors.total(session)
    for first in range(0, max(len(heads), 1), anchors.BATCH):
        with database.write() as session:
            anchors.note(session, heads[first : first + anchors.BATCH], cases=cases, at=at)


JOBS: tuple[Job, ...] = (
    Job("lapse", timedelta(minutes=1), lapse_cases),
    Job("talks", timedelta(minutes=1), time_out_talks),
    Job("remind", timedelta(minutes=10), remind_reporters),
    Job("escalate", timedelta(minutes=5), escalate),
    Job("calendar", timedelta(seconds=10), follow_calendar),
    Job("turn_the_day", timedelta(minutes=10), turn_the_day),
    Job("purge", timedelta(hours=6), purge),
    Job("anchor", timedelta(hours=24), anchor),
)


def main(chosen: Settings) -> None:
    """Run a worker until it is told to stop. What drawing remembers between two children lies with the data."""
    os.environ.setdefault("MPLCONFIGDIR", str(chosen.data_dir / "matplotlib"))
    asyncio.run(_until_told(lambda: Worker(chosen)))


async def _until_told(make: Callable[[], Worker]) -> None:
    worker = make()
    loop = asyncio.get_running_loop()
    running: Coroutine[Any, Any, None] = worker.run()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, worker.stop)
    await running
