"""How else a name may be written."""

_MOST_WORDS = 4  # that a name has


def turned(quote: str) -> list[str]:
    """Return what may be a name with its last word first and with its first word last."""
    words = quote.split()
    if not 2 <= len(words) <= _MOST_WORDS or not all(map(_may_be_of_name, words)):
        return []
    return [" ".join([words[-1], *words[:-1]]), " ".join([*words[1:], words[0]])]


def _may_be_of_name(word: str) -> bool:
    return not word[0].islower() and any(map(str.isalpha, word))
