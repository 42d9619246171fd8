"""Queries that nobody should have to type: what a slip, a paste or an attacker puts in the box."""

from __future__ import annotations

import random
from collections.abc import Sequence

_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_FIELDS = "title: body: from: to: author: origin: classification: meta: date: tag: entity: has: is:"
_NAMES = [*_FIELDS.split(), "reviewer:", "type:", "near:", "near:(", "nosuch:", "titel:"]
_SIGNS = [*"+-()[]{}*?~\"'“”„:;,.=/\\|&!<>^$#@%", "~5", "~2", "~99", "..", "<=", ">=", "TO"]
_OPERATORS = ["AND", "OR", "NOT", "and", "&&", "||", "NEAR"]
_STRANGE = [
    "\x00",
    "\x1b[31m",
    "\ud800",
    "\ufeff",
    "\u200b",
    "\u0301",
    "😀",
    "ﬁ",
    "İ",
    "ẞ",
    "\u2028",
]
_STRANGE += [
    "Ивана",
    "السفارة",
    "東京",
    "Straße",
    "<b>x</b>",
    "%s",
    "{0}",
    "'; DROP TABLE document;--",
]
_VALUES = ["2005", "2005-13-45", "..", "2009..2005", "9999999999999999999999", "-1", "=x", "a", "_"]


def nasty_queries(words: Sequence[str], count: int = 2_000, seed: int = 5) -> list[str]:
    """Return nasty queries, the same for the same seed; `words` are some that documents hold."""
    chance = random.Random(seed)
    pieces = [*_NAMES, *_SIGNS, *_OPERATORS, *_STRANGE, *_BIDI, *_VALUES, *words]
    found = _known_bad(words)
    sound = [
        f'{words[0]} AND ("{words[1]} {words[2]}"~3 OR {words[0][:3]}*) -title:{words[1]}',
        f"near:({words[0]} {words[1]})~9 date:2001..2009-06 has:redaction",
        f'={words[2]} {words[0]}~1 tag:"no such" is:unreviewed origin:{words[1]}',
        f"from:({words[0]} OR NOT {words[1]}) /{words[2]}/",
    ]
    while len(found) < count:
        match chance.randrange(3):
            case 0:
                glue = chance.choice(["", " ", "  "])
                found.append(glue.join(chance.choices(pieces, k=chance.randint(1, 12))))
            case 1:
                text = chance.choice(sound)
                start, end = sorted(chance.choices(range(len(text) + 1), k=2))
                found.append(text[:start] + text[end:])
            case _:
                letters = list(chance.choice(sound))
                for _ in range(chance.randint(1, 5)):
                    letters[chance.randrange(len(letters))] = chance.choice(pieces)
                found.append("".join(letters))
    return found


def _known_bad(words: Sequence[str]) -> list[str]:
    """Return what is known to break parsers and evaluators."""
    one, two, three = words[:3]
    alone = [*_NAMES, *_SIGNS, *_OPERATORS, *_STRANGE, *_BIDI]
    doubled = [f"{sign}{sign}" for sign in alone] + [f"{sign} {sign}" for sign in alone]
    around = [text for sign in alone for text in (f"{one} {sign}", f"{sign} {one}", f"{sign}{one}")]
    nested = [
        "(" * 1_000 + one + ")" * 1_000,
        "(" * 1_000,
        ")" * 1_000,
        "NOT " * 1_000 + one,
        "-" * 1_000 + one,
        "-(" * 49 + one + ")" * 49,
        "title:(" * 500 + one + ")" * 500,
        '"' * 999,
        "near:(" * 500,
    ]
    long = [
        "a" * 1_000_000,
        f"{one} " * 200_000,
        '"' + f"{one} " * 200_000 + '"',
        "(" * 1_000_000,
        "*" * 1_000_000,
        "\u202e" * 1_000_000,
        "a" * 9_999,
        "ا" * 9_999,
        "\u0301" * 9_999,
        "a-" * 4_999,
        f"{one}*" * 1_500,
    ]
    many = [
        " OR ".join([one, two, three] * 166),
        " OR ".join(f"{word}{number}" for number in range(166) for word in (one, two, three)),
        " OR ".join(f"{word[:2]}*" for word in words[:20]),
        " ".join(f"{one[:2]}*" for _ in range(20)),
        " OR ".join(f"-{word}" for word in words[:100]),
        " ".join(f"-{word}" for word in words[:100]),
        '"' + " ".join([one, two] * 200) + '"~100',
        '"' + " ".join([one] * 400) + '"',
        f'near:("{one} {two}" "{two} {one}" "{three} {one}" {two})~100',
        " OR ".join(f"near:({one} {word})~100" for word in words[:50]),
        " AND ".join(f"(NOT {one} OR {word})" for word in words[:100]),
    ]
    patterns = [
        *("*", "**", "?", "??", "*a*", "a*", "*a", "?a*", "*a*b*c*d*e*", "a?*?*?*?*b", "??????"),
        *("a~", "a~2", "ab~2", "abc~2", "abcd~2", "a~9", "abc~999999999999", "*~2", "a*~1"),
        *(f"{one}~1", f"{one}~2", f"{one[:2]}*", f"{one[:1]}*{two[-1:]}", f"*{one[-2:]}", "*in*"),
        *(f'"{one[:2]}* {two[:2]}*"', f"near:({one[:2]}* {two[:2]}*)~100", "title:*a*", "to:?a?*"),
        *(f"{letter}{other}*" for letter in "aeiou" for other in "nrst"),
        *(f"*{letter}{other}*" for letter in "aeiou" for other in "nrst"),
        *("/", "//", "///", "/a", "/(/", "/[/", "/*/", "/a{9999999999}/", "/\\/", "/(?P<a>/"),
    ]
    return ["", " ", "\n", *alone, *doubled, *around, *nested, *long, *many, *patterns]
