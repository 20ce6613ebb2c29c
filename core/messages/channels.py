"""The channels people reach the office by."""

from enum import StrEnum


class Channel(StrEnum):
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    WEB = "web"
    CONSOLE = "console"
    COUNTER = "counter"


def channel_of(chat_key: str) -> Channel:
    """A chat key is ``<channel>:<the channel's own id of the chat>``."""
    return Channel(chat_key.partition(":")[0])


def chat_key(channel: Channel, chat: str | int) -> str:
    """The house's name for one chat."""
    return f"{channel.value}:{chat}"
