"""The citizen's web session: a random id in a signed cookie or bearer; the database only ever sees a mark of it."""

import secrets
from collections.abc import Sequence

from flask import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from core.privacy import Keyring

COOKIE = "pendopo_chat"
LINK_LIVES = 24 * 3600
"""Seconds a link that goes on with a talk on another device may be used."""
_YEAR = 365 * 24 * 3600
_BEARER = "Bearer "


class WebSessions:
    """Reads and gives sessions: by cookie on our own page, by a header where the page stands in another's frame."""

    def __init__(self, secret_key: str, keys: Keyring, *, secure: bool, old_keys: Sequence[str] = ()) -> None:
        signing = [*reversed(old_keys), secret_key]  # the library signs with the last and reads with all
        self._cookies = URLSafeSerializer(signing, salt="pendopo.web.chat")
        self._bearers = URLSafeSerializer(signing, salt="pendopo.web.embed")
        self._links = URLSafeTimedSerializer(signing, salt="pendopo.web.link")
        self._keys = keys
        self._secure = secure

    def of_cookie(self, request: Request) -> str | None:
        """The session of this request's cookie; None without a valid one."""
        return _read(self._cookies, request.cookies.get(COOKIE, ""))

    def of_bearer(self, request: Request) -> str | None:
        """The session of this request's Authorization header; None without a valid one."""
        given = request.headers.get("Authorization", "")
        return _read(self._bearers, given.removeprefix(_BEARER)) if given.startswith(_BEARER) else None

    def new_bearer(self) -> str:
        """A session for a page in a frame, which keeps it itself."""
        return self._bearers.dumps(secrets.token_urlsafe(24))

    def begin(self, response: Response) -> None:
        """Give the visitor a session of their own."""
        self.give(response, secrets.token_urlsafe(24))

    def give(self, response: Response, session_id: str) -> None:
        """Give the visitor this session."""
        response.set_cookie(
            COOKIE,
            self._cookies.dumps(session_id),
            max_age=_YEAR,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )

    def link_token(self, session_id: str) -> str:
        """What a link carries that goes on with this session on another device."""
        return self._links.dumps(session_id)

    def of_link(self, token: str) -> str | None:
        """The session a link goes on with; None when it is made up or older than a day."""
        try:
            return str(self._links.loads(token, max_age=LINK_LIVES))
        except BadSignature:
            return None

    def mark_of(self, session_id: str) -> str:
        """What the database knows a session by; it does not give the session away."""
        return self._keys.fingerprint("web", session_id)[:32]


def _read(signed: URLSafeSerializer, given: str) -> str | None:
    try:
        return str(signed.loads(given))
    except BadSignature:
        return None
