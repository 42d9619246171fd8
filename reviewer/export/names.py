"""How else a name may be written."""

import re

_MOST_WORDS = 4  # that a name has
_PARTICLE = re.compile(
    "al|ap|ben|bin|da|de|del|della|den|der|di|dos|du|el|ibn|la|le|ten|ter|van|von|y|zu"
)


def turned(quote: str) -> list[str]:
    """Return what may be a name with its last word first and with its first word last."""
    words = quote.split()
    others = [word for word in words if not _PARTICLE.fullmatch(word)]
    if not 2 <= len(others) <= len(words) <= _MOST_WORDS or not all(map(_may_be_of_name, others)):
        return []
    return [" ".join([words[-1], *words[:-1]]), " ".join([*words[1:], words[0]])]


def _may_be_of_name(word: str) -> bool:
    return not word[0].islower() and any(map(str.isalpha, word))
