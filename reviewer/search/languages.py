"""Tell in which language a document is written."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ_CP = 2_000
_LEAST_SURE = 0.6  # of 1.0; a name, a number or a table stays well below
_VARIETIES = {"ary": "ar", "arz": "ar"}  # spoken Arabic is written in the same words
_loading = Lock()


def language_of(text: str) -> str:
    """Return the language (ISO 639-1) of the beginning of a text, "" unless it is sure.

    Any thread. The first call loads the model, which takes about half a second.
    """
    beginning = text[:READ_CP]
    if not any(map(str.isalpha, beginning)):
        return ""
    found: dict[str, float] = {}
    for label, share in _identifier().rank(beginning):
        language = _VARIETIES.get(label, label)
        found[language] = found.get(language, 0.0) + share
    best = max(found, key=found.__getitem__)
    return best if found[best] >= _LEAST_SURE and len(best) == 2 else ""


def _identifier() -> LanguageIdentifier:
    with _loading:
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
