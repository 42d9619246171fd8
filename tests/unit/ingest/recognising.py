"""A stand-in for tesseract that answers with the words it is told to, at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

_SCRIPT = """
import sys, time
from pathlib import Path
folder = Path(__file__).parent
if "--list-langs" in sys.argv:
    print("List of available languages:\\neng\\nosd\\ndeu")
else:
    picture = sys.stdin.buffer.read()
    (folder / "picture.pgm").write_bytes(picture)
    (folder / "arguments.txt").write_text(" ".join(sys.argv[1:]))
    print((folder / "words.tsv").read_text(), end="")
"""
_HEADING = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext"


def install_tesseract(
    folder: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str], confidence: float = 90
) -> Path:
    """Put a program on the path that reads these lines in every picture; "" parts paragraphs."""
    folder.mkdir(exist_ok=True)
    table = [_HEADING, "1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t"]
    paragraph = 1
    for number, line in enumerate(lines, 1):
        paragraph += not line
        for place, word in enumerate(line.split(), 1):
            table.append(
                f"5\t1\t1\t{paragraph}\t{number}\t{place}\t0\t0\t9\t9\t{confidence}\t{word}"
            )
    (folder / "words.tsv").write_text("\n".join(table) + "\n")
    (folder / "script.py").write_text(_SCRIPT)
    windows = os.name == "nt"
    program = folder / ("tesseract.bat" if windows else "tesseract")
    call = f'"{sys.executable}" "{folder / "script.py"}"'
    program.write_text(f"@{call} %*\n" if windows else f'#!/bin/sh\nexec {call} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return program


def without_tesseract(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave nothing on the path."""
    monkeypatch.setenv("PATH", str(folder))
