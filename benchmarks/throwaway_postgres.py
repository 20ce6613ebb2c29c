"""A PostgreSQL for one benchmark, with the durability a real one has."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import free_port

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a fresh database on a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="pendopo-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data, port = folder / "data", free_port()
    _run(user, "initdb", "-D", str(data), "-U", "pendopo", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c max_connections=200"
    _run(user, "pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
    try:
        _run(user, "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "pendopo", "pendopo")
        yield f"postgresql://pendopo@127.0.0.1:{port}/pendopo"
    finally:
        _run(user, "pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: str | None, program: str, *arguments: str) -> None:
    command = [str(_BINARIES[0] / program), *arguments]
    if user:
        command = ["runuser", "-u", user, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
