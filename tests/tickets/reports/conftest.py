"""The forty complaints of a quarter, lived through once."""

import pytest
from support.databases import Story
from support.quarter import lived


@pytest.fixture
def story() -> Story:
    return lived


@pytest.fixture
def quarter(told: dict[str, list[str]]) -> dict[str, list[str]]:
    """Their numbers, by what became of them."""
    return told
