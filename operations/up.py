"""`pendopo up`: web and worker on one machine, started together, restarted when one falls, stopped together.

Both stay in the process group of this one, so that whoever kills the group kills all of it; honcho would put each
into a session of its own and ends everything when one process ends (docs/decisions/0004).
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType

from core.settings import Settings

Say = Callable[[str], object]
_GIVE_UP = 15
_CALM = 30.0
_ARENAS = "2"
"""Heaps of the C library in one process; by default it makes one for every few threads, and each keeps what it once held."""


class Supervisor:
    """Keeps a few commands running."""

    def __init__(self, commands: dict[str, list[str]], say: Say) -> None:
        self._commands = commands
        self._say = say
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._falls = 0
        self.stopping = False

    def start(self) -> None:
        """Start every command."""
        for name in self._commands:
            self._start(name)

    def _start(self, name: str) -> None:
        self._started[name] = time.monotonic()
        env = {"MALLOC_ARENA_MAX": _ARENAS, **os.environ}
        self._running[name] = subprocess.Popen(self._commands[name], env=env)  # noqa: S603 - our own commands

    def watch(self) -> int:
        """Restart what falls until told to stop; the exit code of the whole."""
        while not self.stopping:
            time.sleep(0.2)
            for name, process in list(self._running.items()):
                if process.poll() is not None and not self.stopping:
                    self._fell(name, process.returncode)
                    if self._falls > _GIVE_UP:
                        self._say(f"{name} keeps falling: giving up. Its last words are above.")
                        self.stop()
                        return 1
        return self._wait()

    def _fell(self, name: str, code: int) -> None:
        lived = time.monotonic() - self._started[name]
        self._falls = 0 if lived > _CALM else self._falls + 1
        self._say(f"{name} ended with {code}; starting it again")
        time.sleep(min(0.5 * self._falls, 5))
        self._start(name)

    def stop(self, *_: int | FrameType | None) -> None:
        """Ask every command to finish."""
        self.stopping = True
        for process in self._running.values():
            if process.poll() is None:
                process.terminate()

    def _wait(self) -> int:
        deadline = time.monotonic() + 15
        for process in self._running.values():
            try:
                process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
        return 0


def run(chosen: Settings, *, sample: bool) -> int:
    """Prepare, start, tell the addresses, and stay until stopped."""
    if _is_taken(chosen.port):
        _say(f"Port {chosen.port} is in use. Stop what listens there, or choose another: pendopo up --port 8001")
        return 1
    _pendopo("demo", "load") if sample else _pendopo("db", "upgrade")
    here = [sys.executable, "-m", "cli"]
    supervisor = Supervisor({"web": [*here, "serve", "--port", str(chosen.port)], "worker": [*here, "worker"]}, _say)
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, supervisor.stop)
    supervisor.start()
    _tell_addresses(chosen, supervisor)
    return supervisor.watch()


def _pendopo(*arguments: str) -> None:
    """Run one of our own commands in a process of its own, so that this one stays small."""
    code = subprocess.call([sys.executable, "-m", "cli", *arguments])  # noqa: S603 - our own command
    if code != 0:
        raise SystemExit(code)


def _is_taken(port: int) -> bool:
    """Does anything listen there already? Then its pages would be taken for ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("PENDOPO_HOST", "127.0.0.1"), port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def _tell_addresses(chosen: Settings, supervisor: Supervisor) -> None:
    if not _answers(f"http://127.0.0.1:{chosen.port}/healthz", supervisor):
        return
    _say("")
    _say(f"  Web chat  {chosen.public_url}/")
    _say(f"  Panel     {chosen.public_url}/admin/")
    link = subprocess.run(
        [sys.executable, "-m", "cli", "staff", "first-login"], capture_output=True, text=True, check=False
    )
    for line in link.stdout.splitlines():
        _say(f"  {line}")
    if not chosen.telegram.enabled:
        _say("  Telegram  not connected: set PENDOPO_TELEGRAM_TOKEN (README)")
    _say("")
    _say("  Stop with Ctrl+C; nothing is lost.")


def _answers(address: str, supervisor: Supervisor) -> bool:
    """Wait until the web process answers, with a line every few seconds while it does not."""
    began = last = time.monotonic()
    while time.monotonic() - began < 60 and not supervisor.stopping:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        if time.monotonic() - last > 2:
            _say(f"  Starting ... {time.monotonic() - began:.0f} s")
            last = time.monotonic()
    return False


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
