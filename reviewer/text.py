"""Text as it is stored, quoted and shown: normalisation, hashes, and the two coordinate systems.

Python, SQLite and Whoosh count Unicode code points (`_cp`). Qt counts UTF-16 code units (`_qt`),
and its view of a very long unbroken line carries soft breaks that the text has not. `Offsets` is
the only place where one becomes the other.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from itertools import pairwise

_LINE_END = re.compile(r"\r\n?")
# C0 and C1 controls except TAB and LF, and surrogates, which UTF-8 and SQLite cannot hold.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Unicode counts them among the letters; in “Teshikʼs” and “Qurʾan” they are signs between letters.
LETTER_APOSTROPHES = "\u02b9\u02ba\u02bb\u02bc\u02bd\u02be\u02bf\u02ee"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
MAX_LINE_CP = 4_000  # a longer line is laid out as a whole at every resize and freezes the view
_SPACE_WITHIN_CP = 500  # a soft break goes behind a space this near, else through the word


def normalise(raw: str) -> str:
    """Return text as it is stored: LF line ends, unstorable characters as U+FFFD, one for one.

    Nothing else changes: composed and decomposed characters, white space and case stay as they
    came. Only a CR LF pair makes the text shorter. Idempotent.
    """
    return _UNSTORABLE.sub("\ufffd", _LINE_END.sub("\n", raw))


def sha256_of(text: str) -> str:
    """Return the hexadecimal SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def line_of(text: str, position_cp: int) -> int:
    """Return the 1-based line on which a code point stands."""
    return text.count("\n", 0, position_cp) + 1


def context(text: str, start_cp: int, end_cp: int, width_cp: int = 80) -> tuple[str, str]:
    """Return what stands before and after a range, at most `width_cp` code points each."""
    return text[max(0, start_cp - width_cp) : start_cp], text[end_cp : end_cp + width_cp]


def reads_from_the_right(text: str) -> bool:
    """Tell whether the first letter with a direction is one of a script written leftwards."""
    for character in text[:100]:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def trimmed(text: str, start_cp: int, end_cp: int) -> tuple[int, int]:
    """Return the range without white space at its ends; start equals end when nothing is left."""
    while start_cp < end_cp and text[start_cp].isspace():
        start_cp += 1
    while end_cp > start_cp and text[end_cp - 1].isspace():
        end_cp -= 1
    return start_cp, end_cp


class Offsets:
    """Converts between code points of a stored text and UTF-16 positions in Qt's view of it.

    `view_text` is what the text widget is given: the text with line feeds put into every line of
    more than `MAX_LINE_CP` code points, behind a space where there is one.
    """

    def __init__(self, text: str) -> None:
        self.length_cp = len(text)
        self._breaks_cp = _soft_breaks(text)
        self._astral_cp = [match.start() for match in _ASTRAL.finditer(text)]
        self._astral_qt = [
            cp + before + bisect_right(self._breaks_cp, cp)
            for before, cp in enumerate(self._astral_cp)
        ]
        self._breaks_qt = [
            cp + before + bisect_left(self._astral_cp, cp)
            for before, cp in enumerate(self._breaks_cp)
        ]
        self.view_text = _with_breaks(_without_mark(text), self._breaks_cp)
        self.length_qt = len(text) + len(self._astral_cp) + len(self._breaks_cp)

    def to_qt(self, position_cp: int) -> int:
        """Return the UTF-16 position in the view of a code point, clamped to the text.

        At a soft break this is the position behind it, where the code point itself is drawn.
        """
        cp = min(max(position_cp, 0), self.length_cp)
        return cp + bisect_left(self._astral_cp, cp) + bisect_right(self._breaks_cp, cp)

    def to_cp(self, position_qt: int) -> int:
        """Return the code point at a UTF-16 position of the view, clamped to the text.

        Inside a surrogate pair this is the code point that the pair stands for; on a soft break
        it is the code point behind it.
        """
        qt = min(max(position_qt, 0), self.length_qt)
        return qt - bisect_left(self._astral_qt, qt) - bisect_left(self._breaks_qt, qt)

    def span_to_qt(self, start_cp: int, end_cp: int) -> tuple[int, int]:
        """Return a range in the view; its end does not run over a soft break that follows."""
        end_qt = self.to_qt(end_cp)
        place = bisect_left(self._breaks_cp, end_cp)
        if end_cp > start_cp and self._breaks_cp[place : place + 1] == [end_cp]:
            end_qt -= 1
        return self.to_qt(start_cp), end_qt


def _soft_breaks(text: str) -> list[int]:
    breaks_cp: list[int] = []
    line_start = 0
    # Splitting, because a pattern for long lines tries again at every character of short ones.
    for line in text.split("\n"):
        line_end = line_start + len(line)
        position = line_start
        while line_end - position > MAX_LINE_CP:
            limit = position + MAX_LINE_CP
            space = text.rfind(" ", limit - _SPACE_WITHIN_CP, limit)
            position = limit if space == -1 else space + 1
            breaks_cp.append(position)
        line_start = line_end + 1
    return breaks_cp


def _without_mark(text: str) -> str:
    """Return text whose first character Qt does not take for a byte order mark.

    It would drop U+FEFF, and swap the bytes of all that follows U+FFFE.
    """
    return f"\u2060{text[1:]}" if text[:1] in ("\ufeff", "\ufffe") else text


def _with_breaks(text: str, breaks_cp: list[int]) -> str:
    edges = [0, *breaks_cp, len(text)]
    return "\n".join(text[a:b] for a, b in pairwise(edges))
