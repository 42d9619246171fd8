"""Text recognition by `tesseract`, where it is installed: a picture in, words with confidence out.

The program runs as a process of its own for each picture, for a bounded time, and is handed the
picture by its standard input, so that nothing is written.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from reviewer.ingest import pulse

DPI = 300
MAX_PIXELS = 60_000_000
PAGE_S = 45.0  # less than the silence for which a parser process is ended
_LISTING_S = 10.0
_MAX_LANGUAGES = 4
_NO_LANGUAGES = frozenset({"osd", "equ", "snum"})
_WORD = "5"  # the level of a word in tesseract's table
_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read in a picture; `confidence` is the mean over its characters, in per cent."""

    text: str
    confidence: int


@dataclass(frozen=True, slots=True)
class Grey:
    """A picture in 256 greys, row by row without padding."""

    width: int
    height: int
    pixels: bytes


def program() -> str | None:
    """Return the full path of the program for text recognition, or None where there is none."""
    found = shutil.which("tesseract")
    return os.path.realpath(found) if found else None


def recognise(picture: Grey) -> Recognised | None:
    """Return the text in a picture, or None where nothing recognises it or it takes too long.

    A picture without letters gives an empty text.
    """
    tesseract = program()
    if tesseract is None:
        return None
    pulse.beat()
    languages = _languages(tesseract)
    arguments = ["-l", languages] if languages else []
    header = f"P5 {picture.width} {picture.height} 255\n".encode()
    table = _run(
        tesseract,
        ["stdin", "stdout", *arguments, "--dpi", str(DPI), "tsv"],
        header + picture.pixels,
        PAGE_S,
    )
    return _read_table(table) if table is not None else None


@cache
def _languages(tesseract: str) -> str:
    """Return the installed languages as tesseract takes them; whoever adds one wants it used."""
    listed = (_run(tesseract, ["--list-langs"], b"", _LISTING_S) or "").splitlines()
    # The first line is a heading; a script has a slash in its name.
    names = [name.strip() for name in listed[1:] if name.strip() and "/" not in name]
    names = sorted(set(names) - _NO_LANGUAGES, key=lambda name: (name != "eng", name))
    return "+".join(names[:_MAX_LANGUAGES])


def _run(tesseract: str, arguments: list[str], given: bytes, limit_s: float) -> str | None:
    try:
        done = subprocess.run(
            [tesseract, *arguments],
            executable=tesseract,
            input=given,
            capture_output=True,
            timeout=limit_s,
            cwd=tempfile.gettempdir(),
            # Several files are read at once; each on one core.
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")


def _read_table(table: str) -> Recognised:
    """Read tesseract's table of words: a line for a line, an empty line between paragraphs."""
    lines: list[str] = []
    told = counted = 0.0
    for _, words in groupby(_words(table), key=lambda word: word[0][:3]):
        if lines:
            lines.append("")
        for _, row in groupby(words, key=lambda word: word[0]):
            found = list(row)
            lines.append(" ".join(text for _, text, _ in found))
            told += sum(confidence * len(text) for _, text, confidence in found)
            counted += sum(len(text) for _, text, _ in found)
    return Recognised("\n".join(lines), round(told / counted) if counted else 0)


def _words(table: str) -> Iterator[tuple[tuple[str, ...], str, float]]:
    """Yield each word as its line (page, block, paragraph, line), its text and its confidence."""
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[11].strip():
            continue
        try:
            confidence = float(cells[10])
        except ValueError:
            continue
        yield tuple(cells[1:5]), cells[11].strip(), min(100.0, max(0.0, confidence))
