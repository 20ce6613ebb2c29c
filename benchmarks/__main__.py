"""Run every benchmark and print the tables of docs/benchmarks.md."""

import argparse
import os
import platform
import sys

from benchmarks import charts, clusters, figures, imports, matching, memory, messages, tickets


def main() -> int:
    """Run what was asked for, everything by default."""
    every = {
        "matching": matching.main,
        "clusters": clusters.main,
        "figures": figures.main,
        "imports": imports.main,
        "charts": charts.main,
        "messages": messages.main,
        "tickets": tickets.main,
        "memory": memory.main,
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=[*every, []], help="which of them; all without a name")
    chosen = parser.parse_args().which or list(every)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    for name in chosen:
        print(f"## {name.capitalize()}\n", flush=True)
        every[name]()
        print(flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
