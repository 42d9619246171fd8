"""Pages of PDFs as pictures, drawn in a process of its own and kept while there is room."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reviewer.errors import Locked, ReadError
from reviewer.ingest.pdf_geometry import Box, PageGeometry

RENDERER_COMMAND = (sys.executable, "-P", "-m", "reviewer.jobs.page_renderer")
PATIENCE_S = 20.0
KEPT_BYTES = 48 << 20


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG, and where its text stands on it."""

    png: bytes
    geometry: PageGeometry


class PageImages:
    """Draws one page at a time, from any thread; close it to end its process."""

    def __init__(
        self,
        command: Sequence[str] = RENDERER_COMMAND,
        patience_s: float = PATIENCE_S,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self._command = command
        self._patience_s = patience_s
        self._kept_bytes = kept_bytes
        self._kept: OrderedDict[tuple[Path, int, int], PageImage] = OrderedDict()
        self._size_bytes = 0
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._closed = False

    def page(self, path: Path, number: int, dpi: int, passwords: Sequence[str] = ()) -> PageImage:
        """Return a page, drawn at `dpi` unless it would be far too large.

        Takes as long as it takes to draw it, `patience_s` at most. Raises ReadError when the page
        cannot be drawn, Locked when none of the passwords opens the file.
        """
        key = (path, number, dpi)
        with self._turn:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            answer = self._asked(
                {"path": str(path), "page": number, "dpi": dpi, "passwords": list(passwords)}
            )
            if "locked" in answer:
                raise Locked(f"Page {number} is locked with a password.")
            if "failed" in answer:
                raise ReadError(f"Page {number} cannot be shown ({answer['failed']}).")
            image = _image(answer)
            self._keep(key, image)
            return image

    def close(self) -> None:
        """End the process; what it is drawing is given up."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._end()
            if self._scratch is not None:
                self._scratch.cleanup()
                self._scratch = None

    def _asked(self, task: dict[str, Any]) -> Any:
        number = task["page"]
        line = b""
        process = self._running()
        alarm = threading.Timer(self._patience_s, process.kill)
        alarm.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(task).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            pass  # it ended, which an answer without an end tells too
        finally:
            alarm.cancel()
        if not line.endswith(b"\n"):
            self._end()
            raise ReadError(
                f"Page {number} cannot be shown: drawing it failed or took longer than "
                f"{self._patience_s:.0f} seconds, as with damaged files. Its text is not touched."
            )
        return json.loads(line)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise ReadError("The corpus is being closed.")
        if self._process is None or self._process.poll() is not None:
            self._end()
            if self._scratch is None:
                self._scratch = tempfile.TemporaryDirectory(prefix="reviewer-pages-")
            self._process = subprocess.Popen(
                [*self._command, self._scratch.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()

    def _keep(self, key: tuple[Path, int, int], image: PageImage) -> None:
        self._kept[key] = image
        self._size_bytes += len(image.png)
        while self._size_bytes > self._kept_bytes and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size_bytes -= len(dropped.png)


def _image(answer: Any) -> PageImage:
    boxes = tuple(Box(*box) if box else None for box in answer["boxes"])
    found = PageGeometry(answer["width"], answer["height"], answer["text"], boxes)
    return PageImage(base64.b64decode(answer["png"]), found)
