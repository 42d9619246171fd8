"""How bytes become characters for every format that does not say.

Encodings are not guessed from statistics: detectors take plain English for cp775. What proves no
Unicode encoding is read as Windows-1252, or as what somebody chose who looked at it, and a text
that looks wrong by then is told.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from reviewer.model import Remark, RemarkKind

DEFAULT = "cp1252"
# What can be chosen, by the name that Python and the command line know it by.
CHOICES: Mapping[str, str] = {
    "cp1252": "Western (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8-r": "Cyrillic (KOI8-R)",
    "cp866": "Cyrillic (DOS, cp866)",
    "cp1253": "Greek (Windows-1253)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1258": "Vietnamese (Windows-1258)",
    "cp850": "Western (DOS, cp850)",
    "mac-roman": "Western (Macintosh)",
    "shift_jis": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC)",
    "gb18030": "Chinese, simplified (GB 18030)",
    "big5": "Chinese, traditional (Big5)",
    "euc_kr": "Korean (EUC)",
}

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Python's own codecs, which are no encodings of texts.
_UNSAFE = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_SAMPLE_BYTES = 4096
_PLANES = bytes(range(0x11))
_CHUNK_BYTES = 1 << 20
_KNOWN_FOR_UNKNOWN = 20

_MAX_LOOKED_AT_CP = 200_000
_ASCII_LETTER = re.compile(r"[A-Za-z]")
# Beyond ASCII, without the marks that any language writes in Windows-1252.
_ODD = re.compile(r"[^\x00-\x7f\xa0§©«®°·»×–—‘’‚“”„•…€™]")
_SYMBOL_IN_WORD = re.compile("[a-zà-ÿ][¡-¦¨-¬®-¶¸-¿×÷‰†‡ˆ‹›˜¤][a-zà-ÿ]")
_UTF8_SEEN_AS_1252 = re.compile("[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|â€|í[\xa0-\xbf]")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x80-\x9f\ufffd]")
_FEW = 8
_MOST_ODD = 0.3  # of the letters; Icelandic and Vietnamese names stay below a fifth
_MOST_SYMBOLS = 0.002
_MOST_CONTROLS = 0.005


def known(name: str) -> str | None:
    """Return the name of an encoding as Python has it, or None when it reads no text with it."""
    try:
        found = codecs.lookup(name).name
        b"a".decode(found)
    except (LookupError, ValueError, AssertionError):
        return None
    return None if found.replace("-", "_") in _UNSAFE else found


def decode(data: bytes, chosen: str | None = None) -> str:
    """Return the characters: by byte order mark, else as UTF-8, else as Windows-1252.

    `chosen` is read instead of Windows-1252; a file that proves its encoding needs no choice.
    UTF-8 with a few damaged bytes is still that. Bytes that the encoding does not know become
    U+FFFD. Line ends stay as they are.
    """
    marked = marked_encoding(data)
    if marked is not None:
        encoding, length = marked
        return data[length:].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return (None if chosen else nearly(data, "utf-8")) or data.decode(
            chosen or DEFAULT, "replace"
        )


def nearly(data: bytes, encoding: str) -> str | None:
    """Return the characters when an encoding knows all bytes but a few, else None.

    One cut character must not turn a text into another alphabet.
    """
    text = data.decode(encoding, "replace")
    return text if _is_known([text]) else None


def is_nearly_utf8(chunks: Iterable[bytes]) -> bool:
    """Tell whether bytes are UTF-8 but for a few."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    return _is_known(map(decoder.decode, chunks))


def _is_known(texts: Iterable[str]) -> bool:
    """Tell whether far more characters beyond ASCII are known than not, as is never by chance."""
    known_cp = unknown_cp = 0
    for text in texts:
        unknown = text.count("\ufffd")
        known_cp += len(text) - len(text.encode("ascii", "ignore")) - unknown
        unknown_cp += unknown
    return known_cp >= _KNOWN_FOR_UNKNOWN * unknown_cp


def told_guess(text: str, chosen: str | None = None) -> tuple[Remark, ...]:
    """Return the remark that a text was probably read in another encoding than it is in."""
    if not looks_wrong(text):
        return ()
    name = CHOICES.get(chosen or DEFAULT, chosen)
    told = (
        f"Read as {name}, and it looks like another encoding or like no text. "
        "Choose another with “Read in another encoding”, or when you import the file again."
    )
    return (Remark(RemarkKind.GUESSED, told),)


def looks_wrong(text: str) -> bool:
    """Tell whether a text shows the signs of bytes that were read in a wrong encoding.

    These are controls and unknown bytes, UTF-8 read as Windows-1252, symbols within words, and
    more accented letters than any language has that is written in Latin ones. A text in letters
    beyond Windows-1252 is never taken for wrong: it was not read as that.
    """
    text = text[:_MAX_LOOKED_AT_CP]
    if len(_NO_TEXT.findall(text)) > len(text) * _MOST_CONTROLS:
        return True
    odd = [char for char in _ODD.findall(text) if char != "\ufffd"]
    if not odd or not _is_1252(odd):
        return False
    if _UTF8_SEEN_AS_1252.search(text):
        return True
    letters = len(_ASCII_LETTER.findall(text)) + len(odd)
    symbols = len(_SYMBOL_IN_WORD.findall(text))
    return (symbols > 2 and symbols > letters * _MOST_SYMBOLS) or (
        len(odd) > _FEW and len(odd) > letters * _MOST_ODD
    )


def _is_1252(odd: list[str]) -> bool:
    try:
        "".join(set(odd)).encode("cp1252")
    except UnicodeEncodeError:
        return all("\x80" <= char <= "\xff" for char in odd)
    return True


def marked_encoding(data: bytes) -> tuple[str, int] | None:
    """Return the Unicode encoding that the first bytes prove, and the length of its mark.

    UTF-16 without a mark shows in zero bytes at every second place, and UTF-32 in characters
    that all lie in a plane of Unicode, which no other text has.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[0::2], sample[1::2]
    if len(odd) < 8:
        return None
    if _is_utf32(sample):
        return "utf-32-le", 0
    if _is_utf32(sample[: len(sample) // 4 * 4][::-1]):
        return "utf-32-be", 0
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros_odd > 0.7 and zeros_even < 0.05:
        return "utf-16-le", 0
    if zeros_even > 0.7 and zeros_odd < 0.05:
        return "utf-16-be", 0
    return None


def _is_utf32(sample: bytes) -> bool:
    """Tell whether bytes are characters of four, the lowest byte first."""
    whole = len(sample) // 4 * 4
    low, high, plane, zero = (sample[place:whole:4] for place in range(4))
    return (
        not any(zero)
        and not plane.translate(None, _PLANES)
        and sum(map(bool, map(int.__or__, low, high))) > 0.95 * len(low)
    )


def is_open_to_choice(path: Path, beginning_only: bool = False) -> bool:
    """Tell whether the bytes of a file prove no encoding, so that a chosen one is heeded."""
    with path.open("rb") as file:
        data = file.read(_CHUNK_BYTES)
        if marked_encoding(data) is not None:
            return False
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while data:
                decoder.decode(data)
                if beginning_only:
                    return False
                data = file.read(_CHUNK_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return True
    return False
