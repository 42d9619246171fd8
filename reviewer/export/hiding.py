"""What must not be told about a document: its redacted passages, and their words elsewhere.

A name that is marked in the body also stands in the title, the file's name, a note, the name of
an entity, or a second time in the text where nobody marked it. All of these are found by
folding: case, white space, punctuation, accents, ligatures and width make no difference, nor does
it whether the family name comes first, so "viktor_petrov.docx", "VIKTOR PET-\\nROV" and "Petrov,
Viktor" are "Viktor Petrov". A find within a longer word hides the whole word, because what is left
of it would tell the rest.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reviewer.export.names import turned
from reviewer.model import Entity, Marks, Mention, Reason, Redaction, Span
from reviewer.review.release import codes_of, merged, released_range, token
from reviewer.text import LETTER_APOSTROPHES

MIN_SECRET_LENGTH = 3
_PIECE_CP = 50_000
# Stored texts hold no NUL, so it matches nothing in what is looked for.
_BARRIER = "\0"


def _is_letter(character: str) -> bool:
    return character.isalnum() and character not in LETTER_APOSTROPHES


class _Folding(dict[int, str]):
    """A table for `str.translate`, filled as characters are met."""

    def __init__(self, punctuation: bool) -> None:
        super().__init__({0: _BARRIER})
        self._punctuation = punctuation

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKD", character.casefold()).casefold()
        folded = unicodedata.normalize("NFKD", folded)
        kept = "".join(
            c for c in folded if _is_letter(c) or (self._punctuation and not c.isspace())
        )
        self[code] = kept
        return kept


_LETTERS = _Folding(punctuation=False)
_ALL_BUT_SPACE = _Folding(punctuation=True)


@dataclass(frozen=True, slots=True)
class Secret:
    """Folded words that a redaction hides; `source` gives the reasons for hiding them.

    One word is found across a gap ("Pet-\nrov") only from word edge to word edge, so that "100"
    is not found in "2010-03-01".
    """

    needle: str
    folding: _Folding
    one_word: bool
    source: Redaction


class Hiding:
    """Tells what of one document may be released."""

    def __init__(
        self, text: str, marks: Marks, entities: Mapping[int, Entity], reasons: Mapping[int, Reason]
    ) -> None:
        self._text = text
        self._reasons = reasons
        whole = [redaction for redaction in marks.redactions if redaction.span is None]
        self.withheld_as = token(codes_of(whole, reasons)) if whole else None
        self._marked = merged(marks.redactions)
        secrets = _secrets([(r.quote, r) for r in marks.redactions])
        unmarked = self._elsewhere(secrets)
        names = _names_of_hidden(marks.mentions, merged([*marks.redactions, *unmarked]), entities)
        if names:
            secrets = _secrets([*((r.quote, r) for r in marks.redactions), *names])
            unmarked = self._elsewhere(secrets)
        self._secrets = secrets
        self._unmarked = merged(unmarked)
        self._hidden = merged([*marks.redactions, *unmarked])
        self._values: dict[str, str] = {}

    @property
    def unmarked(self) -> list[Span]:
        """Where in the text something stands that is redacted elsewhere only; apart, in order."""
        return [span for span, _ in self._unmarked]

    def piece(self, start_cp: int, end_cp: int) -> str:
        """Return a range of the text as it may be released; nothing around a withheld document."""
        near = [r for _, group in _overlapping(self._hidden, start_cp, end_cp) for r in group]
        return released_range(self._text, start_cp, end_cp, near, self._reasons).text

    def value(self, value: str) -> str:
        """Return something told about the document, without what is hidden in it."""
        if value not in self._values:
            finds = _occurrences(value, self._secrets)
            self._values[value] = released_range(value, 0, len(value), finds, self._reasons).text
        return self._values[value]

    def token_in(self, value: str) -> str | None:
        """Return the token for something told about the document if anything in it is hidden."""
        finds = _occurrences(value, self._secrets)
        return token(codes_of(finds, self._reasons)) if finds else None

    def token_over(self, start_cp: int, end_cp: int) -> str | None:
        """Return the token for a range if anything in it is hidden."""
        near = [r for _, group in _overlapping(self._hidden, start_cp, end_cp) for r in group]
        return token(codes_of(near, self._reasons)) if near else None

    def names_unmarked(self, start_cp: int, end_cp: int) -> bool:
        """Tell whether a range names what is redacted elsewhere in the document only."""
        return bool(_overlapping(self._unmarked, start_cp, end_cp))

    def _elsewhere(self, secrets: Sequence[Secret]) -> list[Redaction]:
        if not secrets:
            return []
        pieces: list[str] = []
        done = 0
        for span, _ in self._marked:
            pieces += [self._text[done : span.start_cp], _BARRIER * (span.end_cp - span.start_cp)]
            done = span.end_cp
        pieces.append(self._text[done:])
        return _occurrences("".join(pieces), secrets)


def _secrets(words: Iterable[tuple[str, Redaction]]) -> tuple[Secret, ...]:
    secrets: dict[str, Secret] = {}
    written = ((name, source) for quote, source in words for name in (quote, *turned(quote)))
    for quote, source in written:
        folding = _LETTERS
        needle = _folded(quote, folding)
        if len(needle) < MIN_SECRET_LENGTH:
            folding = _ALL_BUT_SPACE
            needle = _folded(quote, folding)
        if not needle or len(" ".join(quote.split())) < MIN_SECRET_LENGTH:
            continue
        one_word = all(map(_in_word, quote.strip()))
        known = secrets.get(needle)
        if known is not None:
            one_word = one_word and known.one_word
            both = {*known.source.reason_ids, *source.reason_ids}
            source = replace(source, reason_ids=tuple(sorted(both)))
        secrets[needle] = Secret(needle, folding, one_word, source)
    return tuple(secrets.values())


def _folded(quote: str, folding: _Folding) -> str:
    return quote.translate(folding).replace(_BARRIER, "")


def _names_of_hidden(
    mentions: Sequence[Mention],
    hidden: Sequence[tuple[Span, list[Redaction]]],
    entities: Mapping[int, Entity],
) -> list[tuple[str, Redaction]]:
    """Return every name of the entities whose mentions are hidden, be it in part."""
    return [
        (name, group[0])
        for mention in mentions
        for _, group in _overlapping(hidden, mention.start_cp, mention.end_cp)
        for entity in [entities[mention.entity_id]]
        for name in (mention.quote, entity.name, *entity.aliases)
    ]


def _occurrences(text: str, secrets: Sequence[Secret]) -> list[Redaction]:
    """Return redactions for every place in a text where a secret stands, by whole words."""
    folded: dict[int, str] = {}
    places: dict[int, list[int]] = {}
    found: list[Redaction] = []
    for secret in secrets:
        key = id(secret.folding)
        if key not in folded:
            # In pieces: one call for 5 MB holds up all other threads, the window's too, for 160 ms.
            folded[key] = "".join(
                text[start : start + _PIECE_CP].translate(secret.folding)
                for start in range(0, len(text), _PIECE_CP)
            )
        at = folded[key].find(secret.needle)
        while at != -1:
            if key not in places:
                places[key] = [
                    place
                    for place, character in enumerate(text)
                    for _ in secret.folding[ord(character)]
                ]
            exact = places[key][at], places[key][at + len(secret.needle) - 1] + 1
            widened = _by_whole_words(text, *exact)
            if not secret.one_word or exact == widened or all(map(_in_word, text[slice(*exact)])):
                start_cp, end_cp = widened
                found.append(replace(secret.source, start_cp=start_cp, end_cp=end_cp))
            at = folded[key].find(secret.needle, at + 1)
    return found


def _by_whole_words(text: str, start_cp: int, end_cp: int) -> tuple[int, int]:
    if _in_word(text[start_cp]):
        while start_cp > 0 and _in_word(text[start_cp - 1]):
            start_cp -= 1
    if _in_word(text[end_cp - 1]):
        while end_cp < len(text) and _in_word(text[end_cp]):
            end_cp += 1
    return start_cp, end_cp


def _in_word(character: str) -> bool:
    return (
        character.isalnum()
        or character == "\xad"
        or unicodedata.category(character).startswith("M")
    )


def _overlapping(
    passages: Sequence[tuple[Span, list[Redaction]]], start_cp: int, end_cp: int
) -> Sequence[tuple[Span, list[Redaction]]]:
    # Merged passages are apart and in order, so their ends are in order too.
    first = bisect_right(passages, start_cp, key=lambda passage: passage[0].end_cp)
    behind = bisect_left(passages, end_cp, key=lambda passage: passage[0].start_cp)
    return passages[first:behind]
