"""Whatever shape a body of the Cloud API has: it is taken apart or kept, and every message in it can be read."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from support.time import NOON

from bot.port import Kind
from bot.whatsapp.envelope import UnreadableBody, opened
from bot.whatsapp.parse import parse
from core.messages.channels import Channel

_KINDS = (
    "text",
    "image",
    "document",
    "audio",
    "video",
    "sticker",
    "location",
    "contacts",
    "interactive",
    "button",
    "reaction",
    "order",
    "system",
    "edit",
    "revoke",
    "unsupported",
    "request_welcome",
)
_leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_json = st.recursive(
    _leaf,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _or_odd(good: st.SearchStrategy) -> st.SearchStrategy:
    return good | _json


_content = st.fixed_dictionaries(
    {},
    optional={
        "body": _json,
        "id": _json,
        "caption": _json,
        "filename": _json,
        "voice": _json,
        "latitude": _json,
        "longitude": _json,
        "name": _json,
        "button_reply": _or_odd(st.fixed_dictionaries({"id": _json, "title": _json})),
        "list_reply": _or_odd(st.fixed_dictionaries({"id": _json})),
        "text": _json,
        "payload": _json,
    },
)
_sender = st.sampled_from(["628111", "ID.abc", "+62 811", "", "x" * 400, "a:b:c"])


@st.composite
def _message(draw: st.DrawFn) -> object:
    kind = draw(st.sampled_from(_KINDS) | st.text(max_size=10))
    message = {"type": kind, kind: draw(_or_odd(_content))}
    for name, values in (("id", st.sampled_from(["wamid.1", "x" * 500, "\ud800"]) | _json), ("from", _sender | _json)):
        if draw(st.booleans()):
            message[name] = draw(values)
    for name in ("from_user_id", "context", "group_id"):
        if draw(st.booleans()):
            message[name] = draw(_sender | _json)
    return message


_status = st.fixed_dictionaries(
    {},
    optional={
        "id": _json,
        "status": st.sampled_from(["sent", "failed", "read"]) | _json,
        "errors": _or_odd(st.lists(st.fixed_dictionaries({"code": _json}), max_size=2)),
        "pricing": _or_odd(st.fixed_dictionaries({"billable": _json})),
        "biz_opaque_callback_data": _json,
    },
)
_value = st.fixed_dictionaries(
    {},
    optional={
        "metadata": _or_odd(st.fixed_dictionaries({"phone_number_id": _json})),
        "contacts": _or_odd(
            st.lists(_or_odd(st.fixed_dictionaries({"wa_id": _json, "user_id": _json, "profile": _json})))
        ),
        "messages": _or_odd(st.lists(_or_odd(_message()), max_size=3)),
        "statuses": _or_odd(st.lists(_or_odd(_status), max_size=3)),
        "errors": _json,
    },
)
_body = _or_odd(
    st.fixed_dictionaries(
        {
            "entry": _or_odd(
                st.lists(
                    _or_odd(
                        st.fixed_dictionaries(
                            {
                                "changes": _or_odd(
                                    st.lists(_or_odd(st.fixed_dictionaries({"value": _or_odd(_value)})), max_size=2)
                                )
                            }
                        )
                    ),
                    max_size=2,
                )
            )
        }
    )
)


@settings(max_examples=400)
@given(_body)
def test_any_body_is_taken_apart_or_called_unreadable(body: object) -> None:
    try:
        envelope = opened(json.dumps(body))
    except UnreadableBody:
        assert not isinstance(body, dict) or not isinstance(body.get("entry"), list)
        return
    for arrival in envelope.arrivals:
        incoming = parse([arrival.body], at=NOON)
        assert arrival.chat_key.startswith(f"{Channel.WHATSAPP.value}:")
        assert incoming.chat_key == arrival.chat_key
        assert len(arrival.ext_id) <= 255
        assert len(arrival.chat_key) <= 160
        assert arrival.body.isascii()


@settings(max_examples=300)
@given(_message())
def test_a_message_of_a_person_is_something_the_dialogue_knows(message: object) -> None:
    body = {"entry": [{"changes": [{"value": {"metadata": {"phone_number_id": "1"}, "messages": [message]}}]}]}

    for arrival in opened(json.dumps(body)).arrivals:
        incoming = parse([arrival.body], at=NOON)
        assert incoming.kind in set(Kind)
        assert (incoming.kind is Kind.TEXT) <= bool(incoming.text)
        incoming.text.encode("utf-8")
