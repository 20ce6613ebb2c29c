"""The citizen's web session: a random id in a signed cookie; the database only ever sees a mark of it."""

import secrets

from flask import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from core.privacy import Keyring

COOKIE = "pendopo_chat"
_YEAR = 365 * 24 * 3600


class WebSessions:
    """Reads and sets the chat cookie."""

    def __init__(self, secret_key: str, keys: Keyring, *, secure: bool) -> None:
        self._serializer = URLSafeSerializer(secret_key, salt="pendopo.web.chat")
        self._keys = keys
        self._secure = secure

    def mark(self, request: Request) -> str | None:
        """The mark of the session this request belongs to; None without a valid cookie."""
        cookie = request.cookies.get(COOKIE, "")
        try:
            return self._mark_of(str(self._serializer.loads(cookie)))
        except BadSignature:
            return None

    def begin(self, response: Response) -> str:
        """Give the visitor a session of their own; its mark."""
        session_id = secrets.token_urlsafe(24)
        response.set_cookie(
            COOKIE,
            self._serializer.dumps(session_id),
            max_age=_YEAR,
            httponly=True,
            secure=self._secure,
            samesite="Lax",
        )
        return self._mark_of(session_id)

    def _mark_of(self, session_id: str) -> str:
        return self._keys.fingerprint("web", session_id)[:32]
