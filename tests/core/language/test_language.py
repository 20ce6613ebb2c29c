"""Which language a message is in."""

import pytest

from core.language.language import guess_language


@pytest.mark.parametrize(
    "text",
    ["Where can I pay the land tax?", "how do I register my child for school", "is this service free", "opening hours"],
)
def test_english_is_english(text: str) -> None:
    assert guess_language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "bagaimana cara membayar pajak",
        "kantore bukak jam pinten nggih",
        "cara download file di website",
        "open data",
        "status",
        "PPID",
        "",
        "😀",
        "min tolong help dong",
    ],
)
def test_javanese_mixed_and_short_messages_are_indonesian(text: str) -> None:
    assert guess_language(text) == "id"
