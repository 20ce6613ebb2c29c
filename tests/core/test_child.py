"""Drawing happens in a process of its own, and its death is an answer and no hang."""

import os
import signal
import sys

import pytest

from core import child


def _whoami() -> int:
    return os.getpid()


def _refuse(why: str) -> None:
    raise ValueError(why)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _knows(module: str) -> bool:
    return module in sys.modules


def test_work_is_done_in_one_other_process_which_is_kept():
    first = child.call(_whoami)
    assert first != os.getpid()
    assert child.call(_whoami) == first


def test_what_the_work_raises_reaches_who_asked():
    with pytest.raises(ValueError, match="tidak bisa"):
        child.call(_refuse, "tidak bisa")


def test_a_killed_child_is_told_and_the_next_work_gets_a_new_one():
    with pytest.raises(child.ChildFailed):
        child.call(_die)
    assert child.call(_whoami) != os.getpid()


def test_the_child_starts_without_what_the_parent_has_imported():
    assert not child.call(_knows, "sqlalchemy")
