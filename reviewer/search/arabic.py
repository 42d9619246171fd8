"""The stem of an Arabic word by light stemming: without the article, particles and endings.

After Larkey's light10, which finds more than root stemmers do. Snowball's algorithm does not know
words as they are folded here, and tells a minister (wazir) from the minister (al-wazir), since it
takes the first letter of the one for “and”. Broken plurals are other words to both.
"""

from __future__ import annotations

_ARTICLES = ("وال", "فال", "بال", "كال", "ولل", "ال", "لل")
_AND = "و"
_LEAST_BESIDE_AND = 5  # letters; shorter words too often begin with this letter themselves
_ENDINGS = {"ان": 4, "ات": 3, "ون": 3, "ين": 3, "ها": 3, "يه": 3, "ه": 3, "ي": 3, "ا": 3}


def arabic_stem(word: str) -> str:
    """Return the stem of a folded word."""
    for article in _ARTICLES:
        if word.startswith(article) and len(word) >= 2 * len(article):
            return _without_endings(word.removeprefix(article))
    word = _without_endings(word)
    if word.startswith(_AND) and len(word) > _LEAST_BESIDE_AND:
        return word.removeprefix(_AND)
    return word


def _without_endings(word: str) -> str:
    for ending, least in _ENDINGS.items():
        if word.endswith(ending) and len(word) >= len(ending) + least:
            return _without_endings(word.removesuffix(ending))
    return word
