"""Tell in which language a document is written."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from reviewer.search.stemming import LANGUAGES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

    from reviewer.search.snapshot import Snapshot

READ_CP = 2_000
_LEAST_SURE = 0.6  # of 1.0; a name, a number or a table stays well below
_LEAST_SHARE = 0.02  # of the documents of a corpus
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


def written_in(snapshot: Snapshot) -> frozenset[str]:
    """Return the languages whose stems count in a query: English, and each that is common enough.

    Fewer documents than `_LEAST_SHARE` are as likely as not wrongly told.
    """
    common = {"en"}
    for language in LANGUAGES:
        found = (each.postings("language", language.encode()) for each in snapshot.segments)
        count = sum(len(postings.numbers) for postings in found if postings is not None)
        if count > _LEAST_SHARE * snapshot.size:
            common.add(language)
    return frozenset(common)


def _identifier() -> LanguageIdentifier:
    with _loading:
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
