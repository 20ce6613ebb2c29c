"""`python -m bot --console`: the bot in a terminal. The commands of the whole house are in `pendopo`."""

import sys

from bot.console import terminal
from core import logs
from core.settings import from_environment

if __name__ == "__main__":
    if sys.argv[1:] != ["--console"]:
        raise SystemExit("Use: python -m bot --console (or: pendopo up)")
    chosen = from_environment()
    logs.set_up(chosen.log_format)
    terminal.run(chosen)
