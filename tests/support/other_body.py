"""A stand-in for another body's service on loopback, with the faults a test asks for."""

import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

TOKEN = "kunci-uji"


@dataclass
class OtherBody:
    """Runs on a thread of its own. ``faults`` are used up one by one by posts, ``look_faults`` by questions.

    "lost": taken, but the answer never leaves; "503": failed before it was taken; "400": refused as malformed;
    "reject": read and declined; "429": busy.
    """

    complaints: list[dict[str, Any]] = field(default_factory=list)
    declined: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    look_faults: list[str] = field(default_factory=list)
    posts: int = 0
    looks: int = 0
    hold: float = 0.0

    def __enter__(self) -> "OtherBody":
        self._count, self._guard = itertools.count(1), threading.Lock()
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    @property
    def url(self) -> str:
        """What PENDOPO_TRANSFER_..._URL is set to."""
        return f"http://127.0.0.1:{self._server.server_port}/laporan"

    def _app(self) -> Flask:
        app = Flask("other-body")

        @app.before_request
        def proves_itself() -> Response | None:
            return None if request.headers.get("Authorization") == f"Bearer {TOKEN}" else _refused(401)

        @app.post("/laporan")
        def take() -> Response:
            with self._guard:
                self.posts += 1
                fault = self.faults.pop(0) if self.faults else ""
            if fault in {"400", "429", "503"}:
                return _refused(int(fault))
            if fault == "reject":
                self.declined[request.json["number"]] = "Bukan kewenangan kami"
                return jsonify(status="rejected", reason="Bukan kewenangan kami")
            with self._guard:
                self.complaints.append({**request.json, "id": f"LP-{next(self._count)}"})
                taken = self.complaints[-1]["id"]
            if fault == "lost":
                time.sleep(self.hold)
                return _refused(502)
            return jsonify(id=taken, status="accepted")

        @app.get("/laporan")
        def look() -> Response:
            with self._guard:
                self.looks += 1
                fault = self.look_faults.pop(0) if self.look_faults else ""
            if fault:
                return _refused(int(fault))
            number = request.args["number"]
            if number in self.declined:
                return jsonify(status="rejected", reason=self.declined[number])
            found = [each for each in self.complaints if each["number"] == number]
            return jsonify(id=found[0]["id"], status="accepted") if found else _refused(404)

        return app


def _refused(status: int) -> Response:
    response = jsonify(error=status)
    response.status_code = status
    return response
