"""Memory of the running product: PSS of web and worker together, and of everything `pendopo up` starts."""

import shutil
import tempfile
import time

from benchmarks.processes import free_port, post, pss, running, wait_for
from benchmarks.telegram_load import TEXTS


def main() -> None:
    """Print the table."""
    folder = tempfile.mkdtemp(prefix="pendopo-bench-")
    api, port = free_port(), free_port()
    env = {
        "PENDOPO_DATA_DIR": folder,
        "PENDOPO_PORT": str(port),
        "PENDOPO_TELEGRAM_TOKEN": "77:bench",
        "PENDOPO_TELEGRAM_API_BASE": f"http://127.0.0.1:{api}/bot",
    }
    print("| after | web MB | worker MB | together MB | with the supervisor MB |")
    print("|---|---|---|---|---|")
    try:
        with running("-m", "benchmarks.telegram_load", "--port", str(api)), running("-m", "cli", "up", env=env) as up:
            wait_for(f"http://127.0.0.1:{port}/admin/masuk", 90)
            time.sleep(4)
            _print("start", up)
            post(f"http://127.0.0.1:{api}/load", {"chats": 50, "messages": 3 * len(TEXTS)})
            for _ in range(30):
                wait_for(f"http://127.0.0.1:{port}/")
                wait_for(f"http://127.0.0.1:{port}/admin/masuk")
            _print("900 messages and 60 pages", up)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _print(when: str, up) -> None:
    children = {" ".join(child.cmdline()): child for child in up.children()}
    web = sum(pss(child) for line, child in children.items() if "wsgi" in line)
    worker = sum(pss(child) for line, child in children.items() if line.endswith("worker"))
    print(f"| {when} | {web:.0f} | {worker:.0f} | {web + worker:.0f} | {pss(up):.0f} |", flush=True)


if __name__ == "__main__":
    main()
