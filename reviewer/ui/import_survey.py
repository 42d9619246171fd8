"""A look at what somebody chose to import: how many files of which kind, and which tables.

Called on a background thread; the counts may be read from any thread meanwhile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.discovery import find_files
from reviewer.ingest.encodings import is_open_to_choice
from reviewer.ingest.formats import OF_CHOSEN_ENCODING, TABLES, Format, format_of
from reviewer.ingest.tables import TablePreview, preview, tables
from reviewer.ingest.unreadable import Unreadable

FORMAT_LABELS = {
    Format.TEXT: "Plain text",
    Format.MARKDOWN: "Markdown",
    Format.HTML: "Web pages",
    Format.TEI: "Editions (TEI)",
    Format.XML: "XML",
    Format.EMAIL: "E-mails",
    Format.MBOX: "Mailboxes",
    Format.PDF: "PDF",
    Format.DOCX: "Word documents",
    Format.CSV: "Tables (CSV)",
    Format.TSV: "Tables (TSV)",
    Format.DAT: "Load files (DAT)",
    Format.JSONL: "Tables (JSON Lines)",
    Format.SQLITE: "Databases (SQLite)",
    Format.XLSX: "Workbooks (Excel)",
    Format.PPTX: "Presentations (PowerPoint)",
    Format.ODT: "Texts (OpenDocument)",
    Format.ODS: "Sheets (OpenDocument)",
    Format.ODP: "Presentations (OpenDocument)",
    Format.EPUB: "Books (EPUB)",
    Format.DOC: "Old Word and locked Office documents",
    Format.XLS: "Old Excel workbooks",
    Format.PPT: "Old PowerPoint presentations",
    Format.RTF: "Rich text (RTF)",
    Format.MSG: "Outlook messages",
    Format.TNEF: "Outlook attachments (winmail.dat)",
    Format.SIGNED: "Signed or locked messages",
    Format.OBJECT: "Packed objects",
    Format.PICTURE: "Pictures",
    Format.ZIP: "Archives (ZIP)",
    Format.TAR: "Archives (tar)",
    Format.SEVEN_ZIP: "Archives (7z)",
    Format.PACKED: "Packed files",
}
# Few people have more kinds of tables at once; the columns of further ones are guessed.
MAX_TABLES = 200
MAX_DOUBTFUL = 50


@dataclass(slots=True)
class TableGroup:
    """Tables with the same columns, which are mapped once; a database is a group by itself.

    `tables` are those of a database to choose from.
    """

    paths: list[Path]
    preview: TablePreview
    tables: tuple[str, ...] = ()


@dataclass(slots=True)
class Survey:
    """What was found so far; `unread` counts files and folders that nothing reads.

    `doubtful` are the first texts whose bytes prove no encoding.
    """

    counts: Counter[Format] = field(default_factory=Counter)
    unread: int = 0
    groups: list[TableGroup] = field(default_factory=list)
    doubtful: list[Path] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files were found, those that cannot be read too."""
        return self.counts.total() + self.unread

    def look(self, paths: Sequence[Path], cancelled: Callable[[], bool]) -> None:
        """Look at every file below the paths, until `cancelled` says that it is enough."""
        by_columns: dict[tuple[str, ...], TableGroup] = {}
        for found in find_files(paths):
            if cancelled():
                return
            try:
                kind = None if isinstance(found, Unreadable) else format_of(found)
            except OSError:
                kind = None
            if kind is None or isinstance(found, Unreadable):
                self.unread += 1
                continue
            self.counts[kind] += 1
            if kind in OF_CHOSEN_ENCODING and len(self.doubtful) < MAX_DOUBTFUL:
                self._add_doubtful(found)
            if kind in TABLES:
                self._add_table(found, kind, by_columns)

    def _add_doubtful(self, path: Path) -> None:
        with suppress(OSError):
            if is_open_to_choice(path, beginning_only=True):
                self.doubtful.append(path)

    def _add_table(
        self, path: Path, kind: Format, by_columns: dict[tuple[str, ...], TableGroup]
    ) -> None:
        try:
            first = preview(path)
            names = tables(path) if kind is Format.SQLITE else ()
        except (ReadError, OSError):
            return  # the import says in its report what is wrong with it
        if not first.rows:
            return
        group = None if names else by_columns.get(first.columns)
        if group is not None:
            group.paths.append(path)
        elif len(self.groups) < MAX_TABLES:
            group = TableGroup([path], first, names)
            if not names:
                by_columns[first.columns] = group
            self.groups.append(group)
