"""Which language a message is in: Indonesian, Javanese and everything doubtful count as Indonesian."""

from core.language.normalise import raw_words
from core.language.spelling import english, is_ordinary, spellings

_ENGLISH = frozenset(
    "the a an is are was were be been do does did can could should would will may i i'm im my me we our you your it its "
    "this that these those there here of to in on at for from with by and or not no yes how what where when who why which "
    "have has had get got need want know tell show give find make please thank thanks hello hi any some much many about "
    "if as into per out up theres thats very near big behind beside front broken been off again".split()
)
_SHARED = frozenset(
    "data status online website email file video api open no hi per in up me as do to bps the is it".split()
)


def guess_language(text: str) -> str:
    """ "en" for a message that is clearly English, else "id"."""
    spoken = [word for word in raw_words(text) if word.isalpha()]
    little = sum(word in _ENGLISH for word in spoken)
    content = sum(word in english() and word not in _ENGLISH and word not in _SHARED for word in spoken)
    local = sum(_is_local(word) for word in spoken)
    if little + content < 2 or (little == 0 and local + content < len(spoken)):
        return "id"
    return "en" if little + content > 2 * local else "id"


def may_go_on_in_english(text: str) -> bool:
    """Could somebody who speaks English have said this? "Don't mention my name" is too short to be sure, and so is a place."""
    spoken = [word for word in raw_words(text) if word.isalpha()]
    little = sum(word in _ENGLISH and word not in _SHARED for word in spoken)
    return little > 0 and 2 * little >= sum(_is_local(word) for word in spoken)


def _is_local(word: str) -> bool:
    if word in _ENGLISH or word in _SHARED or word in english():
        return False
    return is_ordinary(word) or word in spellings()
