"""What the packages of Word, Excel and PowerPoint have in common."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping

from reviewer.errors import NoText, ReadError
from reviewer.ingest.dates import iso_date
from reviewer.ingest.flowing import Flow
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.packages import Package, Target, local
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import RegionKind, Remark, RemarkKind

_LABELS = {
    "subject": "Subject",
    "keywords": "Keywords",
    "description": "Description",
    "category": "Category",
    "contentStatus": "Status of the content",
    "lastModifiedBy": "Last modified by",
    "Company": "Company",
    "Manager": "Manager",
}
_DATES = {"created": "Created", "modified": "Modified", "lastPrinted": "Printed"}


def office_metadata(package: Package) -> tuple[dict[str, str], dict[str, str]]:
    """Return the properties of a document by their own names, and those to show by label."""
    told = package.fields("docProps/app.xml") | package.fields("docProps/core.xml")
    metadata = {label: told[name] for name, label in _LABELS.items() if name in told}
    for name, label in _DATES.items():
        if name in told:
            metadata[label] = iso_date(told[name]) or told[name]
    for name, value in package.fields("docProps/custom.xml").items():
        metadata.setdefault(name, value)
    if count := pictures(package):
        metadata["Pictures"] = str(count)
    return told, metadata


def embedded_files(package: Package, folder: str) -> tuple[str, ...]:
    """Return the names of the parts that are files of their own; `folder` is "word"."""
    pattern = re.compile(
        rf"{folder}/(embeddings/.+|afchunk[^/]*|media/[^/]+\.(png|jpe?g|gif|tiff?|bmp|webp))",
        re.IGNORECASE,
    )
    return tuple(each for each in package.names if pattern.fullmatch(each) and each[-1] != "/")


def read_embedded(
    package: Package, names: Iterable[str], nested: Nested, parent: str | None = ""
) -> Iterator[Found]:
    """Yield the documents in parts that are files, as children of the document at `parent`."""
    for name in names:
        base = posixpath.basename(name)
        try:
            with package.open(name) as stream:
                yield from nested.read(base, stream, base, parent)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
            reason = "This file within the document is damaged. Get the document again."
            yield Unreadable(package.path, reason, base)


def without_text(package: Package) -> ReadError:
    """Return what to raise for a document in which no word was found."""
    if pictures(package):
        return NoText(f"“{package.path.name}” holds pictures and no text.")
    return ReadError(f"“{package.path.name}” holds no text.")


def pictured_remarks(text: str) -> tuple[Remark, ...]:
    """Return the remark on a document that has no words but holds files or pictures."""
    if text.strip():
        return ()
    return (Remark(RemarkKind.NO_TEXT, "It holds pictures or files and no text of its own."),)


def pictures(package: Package) -> int:
    """Return how many pictures stand in a package."""
    return sum("/media/" in name or name.startswith("Pictures/") for name in package.names)


def add_drawing(package: Package, name: str, flow: Flow) -> None:
    """Add the words of a drawing, and of the charts and diagrams in it."""
    charts = [
        target
        for kind, target in package.relations(name).values()
        if kind in ("chart", "chartEx", "diagramData")
    ]
    for part in (name, *charts):
        drawn = Drawn()
        package.parse(part, drawn)
        if drawn.flow.length_cp:
            flow.paragraph()
            flow.append(drawn.flow.composer)


def add_description(flow: Flow, attributes: Mapping[str, str]) -> None:
    """Add what is said about a picture for those who do not see it."""
    for name in ("title", "descr", "alt"):
        if described := one_line(attributes.get(name)):
            flow.aside(described, RegionKind.HIDDEN, "description of a picture")


class Drawn(Target):
    """The words of a drawing, chart or diagram: a line for a paragraph, a value or a label."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._name = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        self._name = local(tag)
        if self._name == "br":
            self.flow.line()
        elif self._name == "cNvPr":
            add_description(self.flow, attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self._name = ""
        name = local(tag)
        if name in ("p", "pt"):
            self.flow.fresh_line()

    def data(self, data: str) -> None:
        """Take characters."""
        if self._name in ("t", "v"):
            self.flow.write(data)
