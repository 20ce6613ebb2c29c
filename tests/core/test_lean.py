"""Optional packages are passed over where nobody uses them, and nowhere else."""

import importlib
import sys

import pytest

from core.lean import without


def test_a_package_is_missing_inside_and_there_again_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "this", raising=False)

    with without("this"), pytest.raises(ImportError):
        importlib.import_module("this")

    assert importlib.util.find_spec("this") is not None
    assert "this" not in sys.modules


def test_what_is_loaded_already_stays() -> None:
    with without("sys", "importlib"):
        assert importlib.import_module("importlib") is importlib
    assert sys.modules["importlib"] is importlib
