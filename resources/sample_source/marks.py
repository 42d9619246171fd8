"""Marks: highlights, entities and redactions that the sample comes with, from `text/marks.toml`.

There a quote is written on one line; in a cable the same words may stand on two. What is written to
`marks.json` is the text as it stands in the file.
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

# Of these the text depends on the importer, so that their quotes are taken as they are.
IMPORTED = (".pdf", ".docx", ".eml", ".mbox", ".html", ".csv")


def resolved(source: Path, files: dict[str, bytes]) -> bytes:
    """Return marks.json: every field given, every quote verbatim.

    Raises ValueError when a quote does not stand in its file as often as it says.
    """
    marks = tomllib.loads(source.read_text(encoding="utf-8"))
    content = {
        "tags": [{"shortcut": None, "parent": None} | tag for tag in marks["tags"]],
        "entities": [{"aliases": []} | entity for entity in marks["entities"]],
        "documents": [{"locator": None, "note": None} | each for each in marks["documents"]],
        "highlights": [
            {"locator": None, "note": None} | placed(mark, files) for mark in marks["highlights"]
        ],
        "mentions": [placed(mark, files) for mark in marks["mentions"]],
        "redactions": [{"note": None} | placed(mark, files) for mark in marks["redactions"]],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def placed(mark: dict[str, Any], files: dict[str, bytes]) -> dict[str, Any]:
    """Return the mark with its quote as it stands in the file."""
    mark = {"quote": None, "occurrence": 0} | mark
    name, quote = mark["file"], mark["quote"]
    if quote is None or name.endswith(IMPORTED):
        return mark
    words = r"[ \n]+".join(re.escape(word) for word in quote.split(" "))
    found = re.findall(words, decoded(files[name]))
    if len(found) <= mark["occurrence"]:
        raise ValueError(f"{name} has no occurrence {mark['occurrence']} of: {quote}")
    verbatim = found[mark["occurrence"]]
    # The same words may be broken differently elsewhere: count only those written alike.
    return mark | {
        "quote": verbatim,
        "occurrence": found[: mark["occurrence"]].count(verbatim),
    }


def decoded(content: bytes) -> str:
    """Return the text of a file, in the two encodings that the sample has, with LF line ends."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return text.replace("\r\n", "\n")
