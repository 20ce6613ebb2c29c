"""A stand-in for WhatsApp's Cloud API on loopback, with the faults a test asks for. It refuses what the real one refuses."""

import hashlib
import hmac
import itertools
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

TOKEN, PHONE_ID, SECRET, VERIFY = "EAA-uji", "1234509876", "rahasia-aplikasi", "kata-verifikasi"
TEMPLATE, REQUESTED, ACCOUNT_ID = "kabar_laporan", "minta_foto", "556677"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One message the office got through: to whom, its words, its choices as (id, title), and the call's own body."""

    to: str
    text: str
    choices: tuple[tuple[str, str], ...]
    wamid: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file the office gave to the service, before any message names it."""

    name: str
    mime: str
    content: bytes


@dataclass
class Fault:
    """What the next calls for a person get instead of an answer."""

    status: int
    code: int | None
    times: int
    to: str | None
    is_lost: bool = False
    kind: str | None = None


@dataclass
class StandInGraphApi:
    """Runs on a thread of its own; a test speaks for citizens through the webhook and reads what the office said."""

    told: list[Told] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    number_status: str = "CONNECTED"
    configured: dict[str, str] | None = None
    """Where the number, its account and the app post to, as far as the token may see it."""
    typing: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    hook: str = ""
    expired_media: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    """Files that only the token of another number may fetch, by their id."""
    uploads: dict[str, Uploaded] = field(default_factory=dict)
    upload_faults: list[Fault] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(default_factory=list)
    subscribed: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> "StandInGraphApi":
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
    def base(self) -> str:
        """What PENDOPO_WHATSAPP_GRAPH_BASE is set to."""
        return f"http://127.0.0.1:{self._server.server_port}/v23.0"

    # what citizens do ---------------------------------------------------------------------------------------------

    def says(self, user: str, text: str, **extra: Any) -> dict[str, Any]:
        """A citizen writes; the body is delivered."""
        return self.deliver(self.body(self.message(user, "text", {"body": text}, **extra)))

    def sends(self, user: str, kind: str, content: Mapping[str, Any], **extra: Any) -> dict[str, Any]:
        """A citizen sends something else than words."""
        return self.deliver(self.body(self.message(user, kind, content, **extra)))

    def taps(self, user: str, label: str) -> dict[str, Any]:
        """A citizen taps the newest choice with this label."""
        for told in reversed(self.to(user)):
            for id_, title in told.choices:
                if title == label:
                    kind = told.body["interactive"]["type"]
                    reply = {"type": f"{kind}_reply", f"{kind}_reply": {"id": id_, "title": title}}
                    return self.sends(user, "interactive", reply)
        raise AssertionError(f"nobody offered {label!r} to {user}")

    def message(self, user: str, kind: str, content: Mapping[str, Any], **extra: Any) -> dict[str, Any]:
        """A message of somebody: digits are a phone number, anything else a business-scoped id without a number."""
        who = {"from": user, "from_user_id": f"ID.{user}"} if user.isdecimal() else {"from_user_id": user}
        number = next(self._count)
        return {
            "id": f"wamid.in{number}",
            "timestamp": str(int(time.time())),
            "type": kind,
            kind: content,
            **who,
            **extra,
        }

    def body(self, *messages: Mapping[str, Any], statuses: tuple[Mapping[str, Any], ...] = ()) -> dict[str, Any]:
        """One body with these messages and statuses, as the service packs them."""
        contacts = [
            {
                "profile": {"name": "Budi"},
                "user_id": message.get("from_user_id"),
                **({"wa_id": message["from"]} if "from" in message else {}),
            }
            for message in messages
        ]
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "62", "phone_number_id": PHONE_ID},
            **({"contacts": contacts, "messages": list(messages)} if messages else {}),
            **({"statuses": list(statuses)} if statuses else {}),
        }
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
        }

    def report(self, told: Told, status: str, *, code: int | None = None, is_billed: bool = False) -> dict[str, Any]:
        """What the service later tells of a message."""
        report = {"id": told.wamid, "status": status, "timestamp": "1", "recipient_id": told.to}
        report["biz_opaque_callback_data"] = told.body.get("biz_opaque_callback_data")
        if code is not None:
            report["errors"] = [{"code": code, "title": "x"}]
        if is_billed:
            report["pricing"] = {"billable": True, "pricing_model": "PMP", "category": "service"}
        return report

    def deliver(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post a body to the office, the same one again for a duplicate; it has to be taken."""
        status = self.post(json.dumps(body).encode())
        assert status == 200, status
        return dict(body)

    def post_to(self, hook: str, body: Mapping[str, Any]) -> int:
        """Post a signed body to one of several web processes."""
        return self.post(json.dumps(body).encode(), hook=hook)

    def post(self, raw: bytes, signature: str | None = None, hook: str = "") -> int:
        """Post bytes with a signature, the right one by default; the status that came back."""
        right = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": right if signature is None else signature}
        try:
            with urllib.request.urlopen(urllib.request.Request(hook or self.hook, raw, headers), timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    # what a test asks ---------------------------------------------------------------------------------------------

    def fail(
        self,
        status: int,
        code: int | None = None,
        *,
        times: int = 1,
        to: str | None = None,
        is_lost: bool = False,
        kind: str | None = None,
    ) -> None:
        """The next calls (of this type) go wrong; ``is_lost``: the message is taken, and the answer never comes."""
        self.faults.append(Fault(status, code, times, to, is_lost, kind))

    def fail_upload(self, status: int, code: int | None = None, *, times: int = 1, is_lost: bool = False) -> None:
        """The next uploads go wrong; ``is_lost``: the file is taken, and the answer never comes."""
        self.upload_faults.append(Fault(status, code, times, None, is_lost))

    def file_of(self, told: Told) -> Uploaded:
        """The file a message carried."""
        return self.uploads[told.body[told.body["type"]]["id"]]

    def to(self, user: str) -> list[Told]:
        """Everything this person has been told."""
        return [told for told in self.told if told.to == user]

    def hears(self, user: str, count: int, seconds: float = 15.0) -> list[Told]:
        """Wait until the person has been told so many messages."""
        self.wait_for(lambda: len(self.to(user)) >= count, seconds)
        return self.to(user)

    @staticmethod
    def wait_for(what: Callable[[], bool], seconds: float = 15.0) -> bool:
        """Wait until something is so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if what():
                return True
            time.sleep(0.01)
        return what()

    # the server ---------------------------------------------------------------------------------------------------

    def _app(self) -> Flask:
        app = Flask("graph")

        @app.before_request
        def check() -> tuple[Response, int] | None:
            thing = str((request.view_args or {}).get("thing", ""))
            if request.headers.get("Authorization") != f"Bearer {self.owners.get(thing, TOKEN)}":
                return _error(401, 190)
            return None

        @app.post("/v23.0/<number>/messages")
        def messages(number: str) -> tuple[Response, int]:
            body = request.get_json()
            if "status" in body:
                (self.typing if "typing_indicator" in body else self.read).append(body["message_id"])
                return jsonify(success=True), 200
            return self._take(number, body)

        @app.post("/v23.0/<number>/media")
        def upload(number: str) -> tuple[Response, int]:
            given = request.files["file"]
            fault = next((fault for fault in self.upload_faults if fault.times > 0), None)
            if fault is not None:
                fault.times -= 1
                if not fault.is_lost:
                    return _error(fault.status, fault.code)
            if number != PHONE_ID or request.form["messaging_product"] != "whatsapp":
                self.refused.append("upload")
                return _error(400, 100)
            media_id = f"media{next(self._count)}"
            self.uploads[media_id] = Uploaded(str(given.filename), str(given.mimetype), given.read())
            if fault is not None:
                request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return jsonify(id=media_id), 200

        @app.get("/v23.0/<thing>")
        def about(thing: str) -> tuple[Response, int]:
            if thing == PHONE_ID:
                told = {"display_phone_number": "+62 811-0000-112", "verified_name": "Uji", "quality_rating": "GREEN"}
                told["status"] = self.number_status
                if "webhook_configuration" in request.args["fields"] and self.configured is not None:
                    if "refused" in self.configured:
                        return _error(403, 200)
                    here = self.subscribed.get("override_callback_uri")
                    own = {"whatsapp_business_account": here} if here else {}
                    told["webhook_configuration"] = {**self.configured, **own}
                return jsonify(id=thing, **told), 200
            if thing in self.expired_media:
                return _error(400, 100)
            return jsonify(
                id=thing, url=f"{request.host_url}file/{thing}", mime_type="image/png", file_size=len(PNG)
            ), 200

        @app.get(f"/v23.0/{ACCOUNT_ID}/message_templates")
        def templates() -> tuple[Response, int]:
            """Two pages, as lists come, the second at the address the first one names."""
            page = int(request.args.get("after", "0"))
            following = f"{self.base}/{ACCOUNT_ID}/message_templates?after=1"
            return jsonify(data=self.templates[page::2], paging={"next": following} if page == 0 else {}), 200

        @app.post(f"/v23.0/{ACCOUNT_ID}/subscribed_apps")
        def subscribe() -> tuple[Response, int]:
            self.subscribed = request.get_json()
            return jsonify(success=True), 200

        @app.get("/file/<thing>")
        def file(thing: str) -> Response:
            return Response(PNG, mimetype="image/png")

        return app

    def _take(self, number: str, body: Mapping[str, Any]) -> tuple[Response, int]:
        to = str(body.get("to") or body.get("recipient"))
        with self._guard:
            fault = self._fault(to, body["type"])
            if fault is not None and not fault.is_lost:
                return _error(fault.status, fault.code)
            if self._has_no_media(body):
                return _error(400, 100)
            wrong = _wrong(number, body)
            if wrong:
                self.refused.append(wrong)
                return _error(400, 131009)
            wamid = f"wamid.out{next(self._count)}"
            self.told.append(Told(to, _words(body), _choices(body), wamid, body))
        if fault is not None:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return jsonify(messaging_product="whatsapp", messages=[{"id": wamid}]), 200

    def _has_no_media(self, body: Mapping[str, Any]) -> bool:
        """Does the message name a file the service never had, or keeps no more?"""
        if body["type"] not in {"image", "document"}:
            return False
        media_id = body[body["type"]]["id"]
        return media_id not in self.uploads or media_id in self.expired_media

    def _fault(self, to: str, kind: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.to in (None, to) and fault.kind in (None, kind):
                fault.times -= 1
                return fault
        return None


def _error(status: int, code: int | None) -> tuple[Response, int]:
    return jsonify(error={"message": "x", "code": code} if code is not None else {}), status


def _words(body: Mapping[str, Any]) -> str:
    match body["type"]:
        case "text":
            return str(body["text"]["body"])
        case "interactive":
            return str(body["interactive"]["body"]["text"])
        case "image" | "document" as kind:
            return str(body[kind].get("caption", ""))
    parts = body["template"]["components"]
    blanks = parts[0]["parameters"] if parts else []
    return " ".join([body["template"]["name"], *(blank["text"] for blank in blanks)])


def _choices(body: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    action = body.get("interactive", {}).get("action", {})
    buttons = [(row["reply"]["id"], row["reply"]["title"]) for row in action.get("buttons", ())]
    rows = [
        (row["id"], row.get("description") or row["title"])
        for part in action.get("sections", ())
        for row in part["rows"]
    ]
    return tuple(buttons + rows)


def _wrong(number: str, body: Mapping[str, Any]) -> str | None:
    """What the real service would refuse in this call."""
    if number != PHONE_ID or body.get("messaging_product") != "whatsapp":
        return "address"
    if bool(body.get("to")) == bool(body.get("recipient")):
        return "recipient"
    text = _words(body)
    if body["type"] in {"image", "document"}:
        return "caption" if len(text) > 1024 else None
    if not text.strip():
        return "empty"
    if body["type"] == "text":
        return "too long" if len(text) > 4096 else None
    if body["type"] == "template":
        return None if body["template"]["name"] in {TEMPLATE, REQUESTED} else "template"
    if len(text) > 1024:
        return "too long for choices"
    action = body["interactive"]["action"]
    buttons = [row["reply"]["title"] for row in action.get("buttons", ())]
    rows = [row for part in action.get("sections", ()) for row in part["rows"]]
    if len(buttons) > 3 or any(not 0 < len(title) <= 20 for title in buttons):
        return "buttons"
    if len(rows) > 10 or any(len(row["title"]) > 24 or len(row.get("description", "")) > 72 for row in rows):
        return "rows"
    return None if buttons or rows else "no choices"
