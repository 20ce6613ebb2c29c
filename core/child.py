"""Heavy drawing (charts, PDF) in one child process that ends after a minute without work.

matplotlib and reportlab cost 60 to 100 MB once imported: only the child pays, and gives it back (DECISIONS 7). The
function named must live in a module whose import is all the child needs; it gets and gives plain values.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import ParamSpec, TypeVar

IDLE_SECONDS = 60
LONGEST_SECONDS = 60

P = ParamSpec("P")
T = TypeVar("T")


class ChildFailed(Exception):
    """The child ended or took too long: nothing was drawn, and asking again is safe."""

    def __init__(self, why: str) -> None:
        super().__init__(f"a child process did not finish its work: {why}")


def call(function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What `function` gives, computed in the child process; what it raises is raised here.

    One child per process, one piece of work at a time; others wait in line. Raises ChildFailed when the child was
    killed or the work took over LONGEST_SECONDS (the child is then stopped).
    """
    import loky  # noqa: PLC0415 - a process that never draws does not pay for it

    child = loky.get_reusable_executor(max_workers=1, timeout=IDLE_SECONDS)
    try:
        made: T = child.submit(function, *given, **named).result(timeout=LONGEST_SECONDS)
    except (loky.process_executor.BrokenProcessPool, CancelledError) as gone:
        raise ChildFailed(type(gone).__name__) from gone
    except TimeoutError as late:
        loky.get_reusable_executor(max_workers=1, timeout=IDLE_SECONDS, reuse=False, kill_workers=True)
        raise ChildFailed(f"it took more than {LONGEST_SECONDS} seconds") from late
    return made
