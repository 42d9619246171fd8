"""The process that draws pages: `python -m reviewer.jobs.page_renderer SCRATCH`.

PDFium is not thread-safe, and files are hostile: drawing takes down this process and nothing else.
A task is a line of JSON on standard input, `{"path", "page", "dpi", "passwords"}`; the answer is a
line with the picture (PNG in base64), the page's size in points, its text and the boxes of its
characters, or with `failed` where the page cannot be drawn, or `locked` where no password opens it.
"""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2
from PIL import PngImagePlugin  # noqa: F401  # an import reads files, best before confinement

from reviewer.errors import Locked, ReadError
from reviewer.ingest.pdf_geometry import geometry
from reviewer.ingest.pdf_opening import opened_pdf
from reviewer.jobs.confinement import confine, limit_memory

MAX_PIXELS = 24_000_000


def main() -> None:
    """Draw the pages that standard input asks for until it ends."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confine(Path(sys.argv[1]))
    limit_memory()
    _answer_all(sys.stdin.buffer, output)


def _answer_all(tasks: BinaryIO, output: BinaryIO) -> None:
    path = ""
    pdf: pypdfium2.PdfDocument | None = None
    for line in tasks:
        task = json.loads(line)
        try:
            if pdf is None or task["path"] != path:
                if pdf is not None:
                    pdf.close()
                    pdf = None
                path = task["path"]
                pdf, _ = opened_pdf(Path(path), task["passwords"])
                pdf.init_forms()
            answer = _drawn(pdf, task["page"], task["dpi"])
        except Locked:
            answer = {"locked": True}
        except (ReadError, pypdfium2.PdfiumError, IndexError, OSError, MemoryError) as error:
            answer = {"failed": str(error)}
        output.write(json.dumps(answer).encode() + b"\n")
        output.flush()


def _drawn(pdf: pypdfium2.PdfDocument, number: int, dpi: float) -> dict[str, Any]:
    page = pdf[number - 1]
    try:
        found = geometry(page)
        room = MAX_PIXELS / max(1.0, found.width * found.height)
        bitmap = page.render(scale=min(dpi / 72, room**0.5))
        picture = io.BytesIO()
        bitmap.to_pil().save(picture, "PNG", compress_level=1)
        bitmap.close()
    finally:
        page.close()
    return {
        "png": base64.b64encode(picture.getvalue()).decode("ascii"),
        "width": found.width,
        "height": found.height,
        "text": found.text,
        "boxes": [box and [round(edge, 2) for edge in box] for box in found.boxes],
    }


if __name__ == "__main__":
    main()
