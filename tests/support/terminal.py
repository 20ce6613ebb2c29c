"""An operator's terminal: runs a command of `pendopo` in this process."""

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]
