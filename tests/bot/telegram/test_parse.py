"""What a Telegram message is to the house: words, a place, or nothing anybody wrote."""

import json
from typing import Any

import pytest
from support.time import NOON

from bot.port import Incoming, Kind
from bot.telegram.parse import parse

BUDI = {"id": 5, "is_bot": False, "first_name": "Budi"}


def _read(**content: Any) -> Incoming:
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "from": BUDI, **content}
    return parse([json.dumps({"update_id": 1, "message": message})], at=NOON)


@pytest.mark.parametrize(
    "content",
    [
        {"forum_topic_created": {"name": "x", "icon_color": 1}},
        {"forum_topic_closed": {}},
        {"boost_added": {"boost_count": 1}},
        {"proximity_alert_triggered": {"traveler": BUDI, "watcher": BUDI, "distance": 3}},
        {"video_chat_started": {}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_the_service_itself_says_is_nothing_a_person_wrote(content: dict[str, Any]) -> None:
    assert _read(**content).kind is Kind.IGNORED


def test_a_message_of_a_shape_nobody_knows_still_gets_a_word_back() -> None:
    assert _read().kind is Kind.UNSUPPORTED


def test_a_venue_is_a_place_with_its_name_and_address() -> None:
    venue = {"title": "Pasar Cawas", "address": "Jl. Raya 1", "location": {"latitude": -7.7, "longitude": 110.6}}

    read = _read(venue=venue)

    assert (read.kind, read.text, read.latitude) == (Kind.LOCATION, "Pasar Cawas, Jl. Raya 1", -7.7)
