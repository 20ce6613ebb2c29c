"""Stand-ins for BPS WebAPI and a CKAN portal, in the shapes their answers have: paged, odd, and wrong with HTTP 200."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "kunci-uji"
Answer = tuple[int, str, bytes]


class DataService:
    """Answers on a free port with what a test put there, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.years: list[tuple[str, str]] = [("122", "2022"), ("127", "2027")]
        self.per_page = 1
        self.tables: dict[str, dict[str, Any]] = {}
        self.packages: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.broken: Callable[[str], Answer | None] = lambda path: None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, content = outer.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "DataService":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        wrong = self.broken(path)
        if wrong is not None:
            return wrong
        if path.startswith("/list/model/"):
            return _said(self._of_bps(path.strip("/").split("/")))
        if path.startswith("/api/3/action/package_show"):
            (name,) = parse_qs(urlsplit(path).query)["id"]
            found = self.packages.get(name)
            return _said({"success": found is not None, "result": found} if found else {"success": False, "error": {}})
        return (200, "text/csv", self.files[path]) if path in self.files else (404, "text/html", b"<html>none</html>")

    def _of_bps(self, parts: list[str]) -> dict[str, Any]:
        wanted = dict(zip(parts[1::2], parts[2::2], strict=False))
        if wanted.get("key") != KEY:
            return {"status": "Error", "message": "Invalid Key"}
        if wanted["model"] == "th":
            page = int(wanted["page"])
            rows = self.years[(page - 1) * self.per_page : page * self.per_page]
            pages = -(-len(self.years) // self.per_page)
            about = {
                "page": page,
                "pages": pages,
                "per_page": self.per_page,
                "count": len(rows),
                "total": len(self.years),
            }
            listed = [{"th_id": int(id_), "th": int(label)} for id_, label in rows]
            return {"status": "OK", "data-availability": "available", "data": [about, listed]}
        table = self.tables.get(wanted["th"])
        return table or {"status": "OK", "data-availability": "not-available", "data": ""}


def a_table(
    year: tuple[str, str],
    content: dict[str, Any],
    *,
    places: list[tuple[str, str]],
    within: list[tuple[str, str]] | None = None,
    parts: list[tuple[str, str]] | None = None,
    variable: str = "543",
) -> dict[str, Any]:
    """A dynamic table of one year, as the service gives it."""
    return {
        "status": "OK", "data-availability": "available",
        "var": [{"val": int(variable), "label": "Uji", "unit": "Persen", "subj": "", "def": "", "note": ""}],
        "turvar": _labels(parts or [("0", "Tidak Ada")]), "labelvervar": "Kabupaten/Kota", "vervar": _labels(places),
        "tahun": _labels([year]), "turtahun": _labels(within or [("0", "Tahun")]), "datacontent": content,
    }  # fmt: skip


def _labels(rows: list[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"val": int(val), "label": label} for val, label in rows]


def _said(answer: dict[str, Any]) -> Answer:
    return 200, "application/json", json.dumps(answer).encode()
