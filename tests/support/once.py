"""What every test would work out anew, though it comes out the same: templates, routes and statements, compiled once.

Each test has a database and an app of its own all the same. Only what is made of the source alone is used again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, event, make_url
from werkzeug.routing import Rule

from core import db


class Templates(BytecodeCache):
    """Keeps what a template became, by its name and what stood in it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept[bucket.key, bucket.checksum] = bucket.code


@contextmanager
def pages() -> Iterator[None]:
    """While it lasts, apps share their compiled templates and the way back from a route to its address."""
    build: Any = Rule._compile_builder
    kept: dict[Any, Callable[..., Any]] = {}

    def compile_once(rule: Any, append_unknown: bool = True) -> Callable[..., Any]:
        if rule.defaults:
            return build(rule, append_unknown)  # type: ignore[no-any-return]
        mark = (rule.rule, tuple(rule._trace), append_unknown)
        if mark not in kept:
            kept[mark] = build(rule, append_unknown)
        return kept[mark]

    Rule._compile_builder = compile_once  # type: ignore[method-assign]
    Flask.jinja_options = {"bytecode_cache": Templates()}
    yield
    Rule._compile_builder = build  # type: ignore[method-assign]
    Flask.jinja_options = {}


class Engines:
    """Engines with what they know of statements and of their server, each lent to one database after another."""

    def __init__(self) -> None:
        self._free: dict[Any, list[Engine]] = defaultdict(list)
        self._lent: dict[Engine, tuple[Any, int]] = {}

    @contextmanager
    def lending(self) -> Iterator[None]:
        """Databases opened meanwhile get an engine that was used before, where there is one."""
        make = db.make_engine

        def lend(url: str, *, pool_size: int = 10, ping: bool = True) -> Engine:
            kind = (make_url(url).get_backend_name(), pool_size, ping)
            engine = self._free[kind].pop() if self._free[kind] else _led(make(url, pool_size=pool_size, ping=ping))
            engine.url = make_url(url)
            self._lent[engine] = (kind, _listeners(engine))
            return engine

        db.make_engine = lend
        try:
            yield
        finally:
            db.make_engine = make

    def take_back(self, engine: Engine) -> None:
        """Free for the next; one that a test listened to or bent is thrown away."""
        kind, listeners = self._lent.pop(engine)
        engine.dispose()
        if _listeners(engine) == listeners and "do_commit" not in vars(engine.dialect):
            self._free[kind].append(engine)


def _led(engine: Engine) -> Engine:
    """Connections go to where the engine's address says now."""

    def connect(dialect: Any, _record: object, _words: object, options: dict[str, Any]) -> Any:
        words, named = dialect.create_connect_args(engine.url)
        return dialect.connect(*words, **{**options, **named})

    event.listen(engine, "do_connect", connect)
    return engine


def _listeners(engine: Engine) -> int:
    """How many listen to anything that happens on this engine or its connections."""
    ears = (engine.dispatch, engine.pool.dispatch, engine.dialect.dispatch)
    return sum(len(list(getattr(ear, name))) for ear in ears for name in ear._event_names)
