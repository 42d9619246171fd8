"""XML of any kind as one text: what stands between its tags, and its comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.composing import hidden_remarks
from reviewer.ingest.flow import Flow
from reviewer.ingest.nested import Nested
from reviewer.ingest.titles import title_shown
from reviewer.ingest.unreadable import Unreadable
from reviewer.ingest.xml_parsing import Damaged, check_length, parse
from reviewer.model import ParsedDocument, Remark, RemarkKind


def read_xml(path: Path, _nested: Nested) -> Iterator[ParsedDocument | Unreadable]:
    """Yield an XML file as one document, and the reason when it is damaged behind some place.

    Raises ReadError when no text is in it, or nothing of it can be read.
    """
    target = _Text()
    damage: Damaged | None = None
    try:
        for _ in parse(path, target):
            check_length(target.flow.length_cp, path)
    except Damaged as error:
        damage = error
    target.flow.close()
    text, regions = target.flow.text, target.flow.regions
    if not text.strip():
        raise damage or ReadError(f"“{path.name}” holds no text.")
    partly = (Remark(RemarkKind.PARTLY_READ, str(damage)),) if damage else ()
    yield ParsedDocument(
        text,
        title=title_shown(text, regions, path),
        regions=regions,
        remarks=(*hidden_remarks(regions), *partly),
    )
    if damage is not None:
        yield Unreadable(path, str(damage), "rest")


# Pictures and programs within old Office files, written out as letters.
_BYTES = frozenset({"binData", "docSuppData"})


class _Text:
    """Writes a line for every element but those that stand within a sentence."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._after_end = False
        self._space = ""
        self._bytes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element, on a new line when one has just ended."""
        self._bytes += name in _BYTES
        self._between_tags()
        if self._after_end:
            self.flow.break_line()
        self._after_end = False

    def end(self, name: str) -> None:
        """Take the end of an element."""
        self._bytes -= name in _BYTES
        self._between_tags()
        self._after_end = True

    def data(self, data: str) -> None:
        """Take characters; white space alone may be what lays the tags out."""
        if self._bytes:
            return
        if not data.strip():
            self._space += data
            return
        self.flow.words(self._space + data)
        self._space = ""
        self._after_end = False

    def comment(self, text: str) -> None:
        """Take a comment."""
        self.flow.comment(text)

    def _between_tags(self) -> None:
        if "\n" in self._space:
            self.flow.break_line()
        elif self._space:
            self.flow.words(" ")
        self._space = ""
