"""Making files for rows that are about to leave: charts in the child process, workbooks; never inside a transaction.

A chat waits only a few seconds for one; what takes longer goes on by itself and is ready when the row is looked at again.
The same file asked for again is not made again.
"""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from bot.steps import Made, Work
from core import child
from core.db import Database
from core.files import FileStore
from core.messages.outfiles import OutFile
from knowledge.statistics import drawing, publication, workbooks

log = logging.getLogger("pendopo.making")

PATIENCE = 8.0
"""Seconds a chat waits for its file before it goes on with what came in meanwhile; well under a lease."""
_REMEMBERED = 500

Drawn = Callable[[dict[str, Any]], bytes]


def draw(spec: dict[str, Any]) -> bytes:
    """A chart, drawn where the memory it takes is given back; by a second child when the first one was killed."""
    try:
        return child.call(drawing.chart, spec)
    except child.ChildFailed:
        return child.call(drawing.chart, spec)


class Maker:
    """Makes files, each once, and puts them into the store."""

    def __init__(self, database: Database, files: FileStore, *, draw: Drawn = draw, patience: float = PATIENCE) -> None:
        self._database = database
        self._files = files
        self._draw = draw
        self._patience = patience
        self._under_way: dict[str, asyncio.Task[OutFile | None]] = {}
        self._made: OrderedDict[str, OutFile] = OrderedDict()

    async def make(self, message_id: int, work: Work) -> Made:
        """The file, or that it is late, or, without either, that it cannot be made."""
        mark = hashlib.sha256(json.dumps([work.kind, work.name, work.spec], sort_keys=True).encode()).hexdigest()
        task = self._under_way.get(mark)
        if task is None:
            task = asyncio.create_task(asyncio.to_thread(self._kept, mark, work))
            self._under_way[mark] = task
            task.add_done_callback(lambda _: self._under_way.pop(mark, None))
        try:
            return Made(message_id, await asyncio.wait_for(asyncio.shield(task), self._patience))
        except TimeoutError:
            return Made(message_id, is_late=True)

    def _kept(self, mark: str, work: Work) -> OutFile | None:
        """The file from the store, made before or now. A failure is logged; the row tells its person in words."""
        before = self._made.get(mark) if work.kind == "chart" else None
        if before is not None and self._files.renew(before.sha256):
            return before
        try:
            content = self._draw(work.spec) if work.kind == "chart" else self._workbook(work.spec)
            kept = self._files.put(content)
        except Exception:
            log.exception("a file could not be made: %s", work.name)
            return None
        mime = kept.mime if work.kind == "chart" else workbooks.MIME
        made = OutFile(kept.sha256, mime, work.name, kept.size, alt=work.alt, is_ours=work.kind == "chart")
        self._made[mark] = made
        while len(self._made) > _REMEMBERED:
            self._made.popitem(last=False)
        return made

    def _workbook(self, spec: dict[str, Any]) -> bytes:
        with self._database.snapshot() as session:
            shown = publication.published(session, spec["indicator"], "")
            if shown is None:
                raise LookupError(spec["indicator"])
            sheets = publication.sheets(session, shown, office=spec["office"], regions=spec["regions"])
        return child.call(workbooks.as_bytes, sheets)
