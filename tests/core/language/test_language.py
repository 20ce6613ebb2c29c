"""Which language a message is in."""

import pytest

from core.language.language import guess_language, may_go_on_in_english


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


@pytest.mark.parametrize("text", ["don't mention my name", "one report please", "ok thank you", "at Jalan Pemuda"])
def test_what_is_too_short_to_be_sure_does_not_end_english(text: str) -> None:
    assert may_go_on_in_english(text)


@pytest.mark.parametrize("text", ["lampu di gang no 5", "jalan rusak di desa Sumber", "status laporan saya", ""])
def test_what_is_indonesian_ends_it(text: str) -> None:
    assert not may_go_on_in_english(text)
