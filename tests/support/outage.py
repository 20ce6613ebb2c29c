"""A database that really goes away: a door in front of PostgreSQL that can be shut, and every connection with it."""

import contextlib
import socket
import threading
from types import TracebackType


class Door:
    """Passes bytes to a port of this machine and back; shut, it refuses whoever comes and cuts off whoever is inside."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._inside: set[socket.socket] = set()
        self._guard = threading.Lock()
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> "Door":
        self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shut()

    def shut(self) -> None:
        """From now on the database is away."""
        self._close(self._listener)
        with self._guard:
            inside, self._inside = self._inside, set()
        for end in inside:
            self._close(end)

    def open(self) -> None:
        """The database is back, at the same port."""
        self._listener = self._listen(self.port)
        self._start()

    @staticmethod
    def _listen(port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def _start(self) -> None:
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                here, _ = listener.accept()
            except OSError:
                return
            there = socket.create_connection(("127.0.0.1", self._to))
            with self._guard:
                self._inside |= {here, there}
            for source, sink in ((here, there), (there, here)):
                threading.Thread(target=self._pass, args=(source, sink), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            self._close(end)

    def _close(self, end: socket.socket) -> None:
        """For good, also where a thread waits in it."""
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
        with self._guard:
            self._inside.discard(end)
