"""Logs: one line an event, as JSON for machines or as text for people, never with a citizen's words or name."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

_QUIET = ("httpx", "httpcore", "telegram", "huey", "alembic", "werkzeug", "apscheduler")


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = type(record.exc_info[1]).__name__
            line["trace"] = _trace(record)
        return json.dumps(line, ensure_ascii=False)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        text = f"{at} {record.levelname.lower():7} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            text += f" ({type(record.exc_info[1]).__name__})\n{_trace(record)}"
        return text


def _trace(record: logging.LogRecord) -> str:
    """Where it happened, without the exception's own text: that may quote what a citizen wrote."""
    assert record.exc_info is not None
    trace = record.exc_info[2]
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "\n".join(places[-12:])


def set_up(form: Literal["json", "text"], level: int = logging.INFO) -> None:
    """Send every log line to standard error in this form; the libraries' chatter stays out (it names addresses)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
