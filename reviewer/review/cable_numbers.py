"""Cable numbers as people write them: 05MOSCOW1234, 05 MOSCOW 001234, REF: A. MOSCOW 1234.

Pure. Two ways of writing the same number have the same `CableNumber`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from reviewer.model import Span

# Months, and what laws and treaties are cited by.
_NO_POSTS = frozenset(
    re.findall(
        r"\w+",
        "JAN JANUARY FEB FEBRUARY MAR MARCH APR APRIL MAY JUN JUNE JUL JULY AUG AUGUST SEP SEPT "
        "SEPTEMBER OCT OCTOBER NOV NOVEMBER DEC DECEMBER USC CFR UST UNTS",
    )
)
# What stands before a post and is no part of its name.
_BESIDE = frozenset(
    re.findall(
        r"\w+",
        "A AND AS AT BY CF FM FOR FROM IN OF ON OR PARA PARAGRAPH PER REF REFS REFTEL SEE THE TO "
        "VIA WITH SECTION NO NUMBER",
    )
)
SAME_POST = {"SECSTATE": "STATE", "SECSTATEWASHDC": "STATE", "STATEDEPT": "STATE"}
_ZONE_LINES = 12
_ZONES_CP = 30_000  # references stand at the top
_READ_CP = 1_000_000
_MOST_MATCHES = 2_000
_LEAST_POST, _LEAST_NUMBER = 4, 10  # from which a word with a year is no other code
_CENTURY = 40  # 66 is 1966, 12 is 2012

_WORD = r"[A-Z][A-Z]{1,14}"
_POST = rf"[A-Z][A-Z]{{2,14}}(?:[ -]{_WORD}){{0,3}}"
_MIXED = r"(?:[A-Z]{3,25}|[A-Z][a-z]{2,24})"
_JOINED = re.compile(rf"(?<![\w.-])((?:19|20)?\d\d)({_MIXED})(\d{{1,6}})(?![\w])")
_SPACED = re.compile(
    rf"(?<![\w./:-])((?:19|20)?\d\d)[ \t\n]{{1,3}}({_POST}|{_MIXED})"
    r"[ \t\n]{1,3}(\d{1,6})(?![\w:/])"
)
_BARE = re.compile(rf"(?<![\w])({_POST})[ \t]{{1,3}}(\d{{1,6}})(?![\w:/%-])")
_ZONE = re.compile(
    r"^[ \t]*REF(?:S|TELS?|ERENCES?)?(?:[ \t]?\(?[A-Z]\)?)?[ \t]*:", re.MULTILINE | re.IGNORECASE
)
_OWN_ID = re.compile(r"[ \t]*Ref(?:erence)?[ \t]*ID[ \t]*:", re.IGNORECASE)
_OTHER_FIELD = re.compile(r"[ \t]*[A-Z][A-Za-z ./]{1,24}:")
_LETTERED = re.compile(r"[ \t]*\(?[A-Z][.):]")


@dataclass(frozen=True, slots=True)
class CableNumber:
    """Two digits of a year, a post in capitals and without spaces, a number without zeros."""

    year: str
    post: str
    number: int

    def __str__(self) -> str:
        return f"{self.year}{self.post}{self.number}"

    @property
    def full_year(self) -> int:
        """The year with its century."""
        return int(self.year) + (1900 if int(self.year) >= _CENTURY else 2000)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where a number stands.

    `numbers` are what it may mean, the likeliest first: a post's name may begin behind a word
    that only looks like a part of it. A `certain` one is written in one word, or is `listed`
    among a cable's references.
    """

    span: Span
    numbers: tuple[CableNumber, ...]
    certain: bool
    listed: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Tell whether a certain one may be a code of another kind: printers write 06ABC1."""
        number = self.numbers[0]
        is_short = len(number.post) < _LEAST_POST or number.number < _LEAST_NUMBER
        return is_short and not self.listed


def references(text: str, year: str = "") -> list[Reference]:
    """Return the cable numbers in a text in order.

    `year` is the two digits of that in which the text was written, which its references leave out;
    without it numbers without a year are passed over.
    """
    text = text[:_READ_CP]
    zones = _zones(text)
    found: list[Reference] = []
    taken: list[int] = []  # where references end, by the patterns before
    for pattern, certain in ((_JOINED, True), (_SPACED, False), (_BARE, False)):
        more = []
        for match in islice(pattern.finditer(text), _MOST_MATCHES):
            span = Span(*match.span())
            place = bisect_right(taken, span.start_cp)
            if found[place : place + 1] and found[place].span.overlaps(span):
                continue
            *years, written, digits = match.groups()
            numbers = tuple(_readings(years[0] if years else year, written, digits))
            if not numbers or not numbers[0].year or _is_own(text, span.start_cp):
                continue
            if not years:  # early in a year people still mean the one before
                before = f"{(int(year) - 1) % 100:02}"
                numbers += tuple(replace(number, year=before) for number in numbers)
            in_zone = any(zone.overlaps(span) for zone in zones)
            more.append(Reference(span, numbers, certain or in_zone, in_zone))
        found = sorted([*found, *more], key=lambda each: each.span)
        taken = [each.span.end_cp for each in found]
    return found


def number_in(text: str | None) -> CableNumber | None:
    """Return the number that a text is, or begins with, such as an id or a title."""
    if not text:
        return None
    head = text.strip()[:80]
    for pattern in (_JOINED, _SPACED):
        if match := pattern.match(head):
            return next(iter(_readings(*match.groups())), None)
    return None


def spellings(number: CableNumber) -> list[str]:
    """Return the ways in which a source may write a number as an id."""
    digits = dict.fromkeys(f"{number.number:0{width}}" for width in range(1, 7))
    posts = (number.post, number.post.title(), number.post.lower())
    years = (number.year, str(number.full_year))
    return [
        between.join((year, post, digit))
        for year in years
        for post in posts
        for digit in digits
        for between in ("", " ", "-")
    ]


def _readings(year: str, written: str, digits: str) -> Iterator[CableNumber]:
    words = re.split(r"[ -]+", written.upper())
    while words and words[0] in _BESIDE:
        words = words[1:]
    if not int(digits) or _NO_POSTS.intersection(words):
        return
    for start in range(len(words)):
        post = "".join(words[start:])
        if len(post) >= 3:
            yield CableNumber(year[-2:], SAME_POST.get(post, post), int(digits))


def _is_own(text: str, start_cp: int) -> bool:
    """Tell whether a number stands on the line on which a cable names itself."""
    return _OWN_ID.match(text, text.rfind("\n", 0, start_cp) + 1) is not None


def _zones(text: str) -> list[Span]:
    """Return where a cable lists what it refers to: from REF: to the next field or empty line."""
    zones = []
    for match in _ZONE.finditer(text, 0, _ZONES_CP):
        lines = text[match.end() : match.end() + 2_000].split("\n")[:_ZONE_LINES]
        kept = [lines[0], *takewhile(_goes_on, lines[1:])]
        zones.append(Span(match.start(), match.end() + len("\n".join(kept))))
    return zones


def _goes_on(line: str) -> bool:
    return bool(line.strip()) and (
        _LETTERED.match(line) is not None or _OTHER_FIELD.match(line) is None
    )
