"""An operator's terminal: runs a command of `pendopo` in this process."""

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]
ANSWER = "Lampu sudah diganti tadi pagi."
"""What the office of these tests said to its one complaint."""
