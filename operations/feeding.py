"""The worker's part of feeds: what is due is fetched, a year at a time, and becomes an import; a broken fetch goes on."""

import json
import logging
from datetime import datetime, time, timedelta

import httpx
from sqlalchemy.orm import Session

from core import office as offices
from core import schedule
from core.clock import Clock, local
from core.db import Database
from core.files import FileStore
from core.schedule import Job
from core.settings import Settings
from knowledge.statistics import feeds
from knowledge.statistics.feeds import DataFeed
from knowledge.statistics.models import Indicator
from knowledge.statistics.staging import BatchKind
from operations import bps, ckan
from operations.bps import ServiceSaid, WebApi

NIGHT = time(1, 0)
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_JOB = Job("figures_feed", timedelta(minutes=5), lambda database, at: None)
log = logging.getLogger("pendopo.feeds")


class FeedWorker:
    """Fetches one feed at a time, whichever of several workers gets to it."""

    def __init__(self, database: Database, files: FileStore, settings: Settings, *, clock: Clock) -> None:
        self._database, self._files, self._settings, self._clock = database, files, settings, clock

    def work(self) -> bool:
        """Fetch what is due. Was there anything?"""
        if self._due() is None:
            return False
        with self._database.write() as session:
            if not schedule.claim(session, _JOB, at=self._clock()):
                return False
        try:
            feed = self._due()
            if feed is not None:
                self._fetch(feed)
        finally:
            with self._database.write() as session:
                schedule.release(session, _JOB, at=self._clock())
        return feed is not None

    def _due(self) -> DataFeed | None:
        with self._database.read() as session:
            return feeds.due(session, night_began=_night(session, self._clock()))

    def _fetch(self, feed: DataFeed) -> None:
        try:
            with httpx.Client(timeout=_TIMEOUT, follow_redirects=False) as client:
                if feed.kind is BatchKind.WEBAPI:
                    self._from_bps(client, feed)
                else:
                    self._from_portal(client, feed)
        except ServiceSaid as refused:
            log.warning("feed %s was not fetched: %s", feed.id, refused)
            with self._database.write() as session:
                feeds.failed(session, feed.id, said=str(refused), at=self._clock())
        except Exception:
            with self._database.write() as session:
                feeds.failed(session, feed.id, said="gagal karena kesalahan layanan ini", at=self._clock())
            raise

    def _from_bps(self, client: httpx.Client, feed: DataFeed) -> None:
        if not self._settings.bps_key:
            raise ServiceSaid("PENDOPO_BPS_KEY belum diisi")
        api = WebApi(client, self._settings.bps_base, self._settings.bps_key)
        found = []
        for year in api.years(feed.domain, feed.variable):
            found.append(self._year(api, feed, year.id))
        content = bps.as_csv(found)
        if content.count(b"\n") <= 1:
            raise ServiceSaid("layanan BPS tidak punya data untuk tabel ini")
        with self._database.read() as session:
            indicator = session.get_one(Indicator, feed.indicator_id).code
        url = f"{self._settings.bps_base}/list/model/data/domain/{feed.domain}/var/{feed.variable}"
        self._arrived(feed, content, filename=f"bps-{feed.domain}-{feed.variable}.csv", url=url, indicator=indicator)

    def _year(self, api: WebApi, feed: DataFeed, year: str) -> dict[str, object]:
        """The table of a year: from a fetch that broke off today, else from the service, kept for the next try."""
        kept = feed.cursor.get(year)
        if kept is not None:
            try:
                known: dict[str, object] = json.loads(self._files.get(kept))
            except FileNotFoundError:
                kept = None
            else:
                return known
        table = api.table(feed.domain, feed.variable, year)
        digest = self._files.put(json.dumps(table).encode()).sha256
        with self._database.write() as session:
            held = session.get_one(DataFeed, feed.id, with_for_update=True)
            held.cursor = feed.cursor = {**feed.cursor, year: digest}
            schedule.keep(session, _JOB, at=self._clock())
        return table

    def _from_portal(self, client: httpx.Client, feed: DataFeed) -> None:
        if feed.url.rstrip("/") not in self._settings.ckan_portals:
            raise ServiceSaid("portal itu tidak ada di PENDOPO_CKAN_PORTALS")
        url, content = ckan.first_table(client, feed.url, feed.variable)
        self._arrived(feed, content, filename=url.rpartition("/")[2], url=url, indicator=None)

    def _arrived(self, feed: DataFeed, content: bytes, *, filename: str, url: str, indicator: str | None) -> None:
        digest = self._files.put(content).sha256
        mapping = bps.mapping(indicator) if indicator else None
        with self._database.write() as session:
            feeds.arrived(
                session, feed.id, content, sha256=digest, filename=filename, mapping=mapping, url=url, at=self._clock()
            )


def _night(session: Session, at: datetime) -> datetime:
    """When the last night's fetching began, on the office's clock."""
    here = local(at, offices.current(session).zone)
    began = here.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return began if began <= here else began - timedelta(days=1)
