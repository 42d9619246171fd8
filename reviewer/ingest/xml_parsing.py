"""XML as events from a file of any size, with no entity expanded and nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html.entities import html5
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from reviewer.errors import ReadError
from reviewer.ingest.contents import MAX_DOCUMENT_BYTES, too_large

_CHUNK_BYTES = 1 << 16


class Target(Protocol):
    """What takes the events; names come without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def data(self, data: str) -> None:
        """Take characters."""

    def comment(self, text: str) -> None:
        """Take a comment."""


class Damaged(ReadError):
    """The file is no XML from some place on; what was told before holds."""


def parse(path: Path, target: Target) -> Iterator[None]:
    """Hand the events of a file to a target, and yield from time to time to take what it made.

    Raises Damaged where the file stops to be XML, and ReadError when it declares entities, by
    which a small file can grow beyond all measure or reach for others.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK_BYTES
    # With a foreign definition, which is empty, a name that nobody defined is no error.
    parser.UseForeignDTD(True)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)

    def empty(context: str | None, *_: object) -> int:
        parser.ExternalEntityParserCreate(context).Parse(b"", True)
        return 1

    def refuse(*_: object) -> None:
        raise ReadError(
            f"“{path.name}” declares entities, as files do that are made to fill the memory or to "
            "read other files. It was not read; ask where it comes from."
        )

    def skipped(name: str, is_parameter: bool) -> None:
        if not is_parameter:
            target.data(html5.get(f"{name};", f"&{name};"))

    parser.ExternalEntityRefHandler = empty
    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = skipped
    parser.StartElementHandler = lambda name, attributes: target.start(
        _local(name), {_local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = lambda name: target.end(_local(name))
    parser.CharacterDataHandler = target.data
    parser.CommentHandler = target.comment
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
                yield
            parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = parser.CurrentLineNumber
        raise Damaged(
            f"“{path.name}” is damaged, or no XML, from line {line:,} on ({error}). "
            "What stands before was read; get the file again for the rest."
        ) from error


def check_length(length_cp: int, path: Path) -> None:
    """Raise ReadError when one document has become too long for the memory."""
    if length_cp > MAX_DOCUMENT_BYTES:
        raise ReadError(too_large(path))


def _local(name: str) -> str:
    return name.rpartition(":")[2]
