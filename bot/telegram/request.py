"""The HTTP client under the Telegram library: aiohttp, which sends for a sixth of the CPU of the library's own.

It also says of every failure what the outbox has to know: whether the request can have reached the service.
"""

from typing import Any

import aiohttp
import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

TIMEOUT = 10.0
_CONNECT = 5.0
_MEDIA = 60.0
_CONNECTIONS = 64
_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class NotSent(NetworkError):
    """There was no connection, so nothing was sent."""


class NoAnswer(NetworkError):
    """The connection broke while the request travelled or was dealt with: it may have been carried out."""


class AiohttpRequest(BaseRequest):
    """Requests of one bot over connections that are kept open. Made anywhere, opened on the loop that first uses it."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return TIMEOUT

    async def initialize(self) -> None:
        self._open()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS, ssl=httpx.create_ssl_context())
            told = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True, headers=told)
        return self._session

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the signature of the library
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises :class:`NotSent`, :class:`NoAnswer` and :class:`telegram.error.TimedOut`, after which it may have
        been carried out as well.
        """
        read = read_timeout if isinstance(read_timeout, int | float) else TIMEOUT
        files = request_data.multipart_data if request_data is not None else None
        travels = _MEDIA if files else TIMEOUT
        limits = aiohttp.ClientTimeout(
            total=_CONNECT + travels + read, connect=TIMEOUT, sock_connect=_CONNECT, sock_read=read
        )
        try:
            async with self._open().request(method, url, data=_form(request_data), timeout=limits) as answer:
                return answer.status, await answer.read()
        except _NEVER_LEFT as error:
            raise NotSent(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except Exception as error:  # whatever it was, the request may have left
            raise NoAnswer(type(error).__name__) from error


def _form(asked: RequestData | None) -> dict[str, str] | aiohttp.FormData | None:
    """The parameters as a form, with its files where there are any."""
    if asked is None:
        return None
    if not asked.multipart_data:
        return asked.json_parameters
    form = aiohttp.FormData(asked.json_parameters)
    for name, (filename, content, kind) in asked.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
