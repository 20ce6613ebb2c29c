"""The HTTP client under the Telegram library: aiohttp, which sends for a sixth of the CPU of the library's own.

It also says of every failure what the outbox has to know: whether the request can have reached the service.
"""

from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

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
            self._session = aiohttp.ClientSession(connector=connector, headers=told)
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
        form, proxy = _form(request_data), _proxy_of(urlsplit(url).scheme, urlsplit(url).hostname or "")
        try:
            async with self._open().request(method, url, data=form, timeout=limits, proxy=proxy) as answer:
                return answer.status, await answer.read()
        except _NEVER_LEFT as error:
            raise NotSent(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except Exception as error:  # whatever it was, the request may have left
            raise NoAnswer(type(error).__name__) from error


@cache
def _proxy_of(scheme: str, host: str) -> str | None:
    """Through which proxy the environment sends requests to this host. Read once: the client itself would read it, and
    ``.netrc``, on a thread for every single message.
    """
    return None if proxy_bypass(host) else getproxies().get(scheme)


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
