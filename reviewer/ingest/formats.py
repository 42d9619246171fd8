"""Which reader reads which file: by what the bytes prove, then by the name, then by a look."""

from __future__ import annotations

import json
import re
import tarfile
from enum import StrEnum
from pathlib import Path

from reviewer.errors import ReadError, Unsupported
from reviewer.ingest.contents import PACKED_SUFFIXES, unpacked
from reviewer.ingest.encodings import decode
from reviewer.ingest.load_files import is_load_file
from reviewer.ingest.office_formats import COMPOUND, OFFICE_SUFFIXES, compound_kind, package_kind
from reviewer.ingest.signed import is_container


class Format(StrEnum):
    """What a file is read as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    TEI = "tei"
    XML = "xml"
    EMAIL = "email"
    MBOX = "mbox"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    EPUB = "epub"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    SIGNED = "p7m"
    OBJECT = "object"  # a file that Windows packed in a document
    CSV = "csv"
    TSV = "tsv"
    DAT = "dat"  # a load file of Concordance
    JSONL = "jsonl"
    SQLITE = "sqlite"
    ZIP = "zip"
    TAR = "tar"
    SEVEN_ZIP = "7z"
    MSG = "msg"
    TNEF = "tnef"
    RTF = "rtf"
    PICTURE = "picture"
    PACKED = "packed"  # one file under gzip, bzip2 or xz


TABLES = frozenset({Format.CSV, Format.TSV, Format.DAT, Format.JSONL, Format.SQLITE})
# Text that may be in any encoding; JSON is in Unicode by its standard.
OF_CHOSEN_ENCODING = frozenset(
    {Format.TEXT, Format.MARKDOWN, Format.HTML, Format.CSV, Format.TSV, Format.DAT}
)
ARCHIVES = frozenset({Format.ZIP, Format.TAR, Format.SEVEN_ZIP, Format.PACKED})

_BY_SUFFIX = {
    ".txt": Format.TEXT, ".text": Format.TEXT, ".log": Format.TEXT,
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN,
    ".html": Format.HTML, ".htm": Format.HTML, ".xhtml": Format.HTML,
    ".eml": Format.EMAIL, ".emlx": Format.EMAIL, ".mht": Format.EMAIL, ".mhtml": Format.EMAIL,
    ".mbox": Format.MBOX,
    ".csv": Format.CSV, ".tsv": Format.TSV, ".tab": Format.TSV,
    ".jsonl": Format.JSONL, ".ndjson": Format.JSONL, ".json": Format.JSONL,
}  # fmt: skip
# Formats whose files prove themselves; under such a name anything else is damaged or misnamed.
_PROVEN_SUFFIXES = {
    ".pdf": "PDF", **dict.fromkeys(OFFICE_SUFFIXES, "document of an office program"),
    ".docx": "Word document", ".docm": "Word document", ".dotx": "Word document",
    ".db": "SQLite database", ".sqlite": "SQLite database", ".sqlite3": "SQLite database",
}  # fmt: skip
_NO_TEXT = "There is no text to review in it; do not start it."
# What is known and not read: a pattern of its first bytes, what it is, and what to do.
_FOREIGN = (
    (
        re.escape(COMPOUND),
        "an old Office or Outlook file that is damaged, or another program's",
        "Open it in its program, save it as PDF, Word (docx) or text, and import that.",
    ),
    (rb"Rar!\x1a", "a packed archive (RAR)", "Unpack it and import the folder."),
    (
        rb"!BDN",
        "an Outlook mailbox (PST)",
        "Export its messages from a mail program, as mbox, eml or msg, and import those.",
    ),
    (rb"\x7fELF|MZ\x90", "a program", _NO_TEXT),
    (
        rb"ID3[\x02-\x04]|OggS\0|fLaC\0|RIFF....(WAVE|AVI )|\0...ftyp(?!hei|mif)",
        "a recording of sound or pictures",
        "Have what is said and seen in it written down, and import that.",
    ),
    (rb"\0...ftyp(hei|mif)", "a photograph (HEIC)", "Save it as JPEG and import that."),
)
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")
_MAX_COMPOUND_BYTES = 64 << 20
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_TNEF = b"\x78\x9f\x3e\x22"
_PACKED_TAR = (".tgz", ".tbz", ".tbz2", ".txz")
_SAMPLE_BYTES = 1 << 16
_LOAD_HEAD_BYTES = 1 << 13
_FIELD = re.compile(r"([!-9;-~]+)[ \t]*:[ \t]?.*")
# Names that only real mail has; a printed From/Sent/To/Subject block is plain text.
_TRANSPORT = re.compile(
    r"received|return-path|message-id|mime-version|delivered-to|content-type|dkim-.*|x-.*", re.I
)
# The first element, its name without a namespace.
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]")
_PROSE_BREAKING = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def format_of(path: Path) -> Format | None:
    """Return what a file is read as, or None when nothing reads it (`why_unread` tells why).

    Raises OSError when the file cannot be opened.
    """
    suffix = _table_suffix(path)
    if suffix is not None:
        return _BY_SUFFIX[suffix]
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    proven = _proven(path, head)
    if proven is not None:
        return proven
    suffix = path.suffix.lower()
    if suffix in (*_PROVEN_SUFFIXES, ".opt") or _foreign(head):
        return None
    if is_load_file(decode(head[:_LOAD_HEAD_BYTES])):
        return Format.DAT
    if markup := _markup(path, head):
        return markup
    if suffix == ".json":
        return Format.JSONL if _is_json_lines(path) else None
    return _BY_SUFFIX.get(suffix) or _by_look(head)


def named_like(path: Path) -> str | None:
    """Return what a file's name says that it is, None where a name proves nothing."""
    return _PROVEN_SUFFIXES.get(path.suffix.lower())


def why_unread(path: Path) -> str:
    """Return the sentence for a file that `format_of` gives no format."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
    suffix = path.suffix.lower()
    if not head:
        return f"“{path.name}” is empty."
    if foreign := _foreign(head):
        what, advice = foreign
        return f"“{path.name}” is {what}, which is not read. {advice}"
    if suffix in _PROVEN_SUFFIXES:
        return (
            f"“{path.name}” is named like a {_PROVEN_SUFFIXES[suffix]} but is none, or is damaged. "
            "Get the file again."
        )
    if suffix == ".opt":
        return (
            f"“{path.name}” lists the pictures of pages. It is counted with the load file (DAT) "
            "beside it; there is nothing to read in it by itself."
        )
    if suffix == ".json":
        return (
            f"“{path.name}” is JSON, but not one record a line. "
            "Save it as JSON Lines and import that."
        )
    return (
        f"“{path.name}” is of a kind that is not read. "
        "Save it as PDF, Word (docx) or text, and import that."
    )


def _table_suffix(path: Path) -> str | None:
    """Return the table's suffix in a name like `cables.jsonl.xz`."""
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if len(suffixes) == 2 and suffixes[1] in PACKED_SUFFIXES:
        inner = suffixes[0]
        if _BY_SUFFIX.get(inner) in TABLES:
            return inner
    return None


def _proven(path: Path, head: bytes) -> Format | None:
    # Some programs put bytes before the first line of a PDF, and every reader takes that.
    if head.startswith(b"%PDF-") or (path.suffix.lower() == ".pdf" and b"%PDF" in head[:1024]):
        return Format.PDF
    if head.startswith(b"SQLite format 3\x00"):
        return Format.SQLITE
    if head.startswith(b"PK\x03\x04") and (kind := package_kind(path)):
        return Format(kind)
    if head.startswith(b"{\\rtf"):
        return Format.RTF
    if head.startswith(_TNEF):
        return Format.TNEF
    if _is_picture(head):
        return Format.PICTURE
    if is_container(head):
        return Format.SIGNED
    if head.startswith(COMPOUND):
        if kind := compound_kind(path):
            return Format(kind)
        if _MSG_STREAM in _start(path):
            return Format.MSG
    return _archive(path, head)


def _is_picture(head: bytes) -> bool:
    is_bitmap = head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"
    is_webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    return head.startswith(_PICTURES) or is_bitmap or is_webp


def _start(path: Path) -> bytes:
    """Return a compound file as far as its directory may stand in it."""
    with path.open("rb") as file:
        return file.read(_MAX_COMPOUND_BYTES)


def _archive(path: Path, head: bytes) -> Format | None:
    if head.startswith(b"7z\xbc\xaf\x27\x1c"):
        return Format.SEVEN_ZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")):
        return Format.ZIP
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")):
        is_tar = (suffixes[-1:] and suffixes[-1] in _PACKED_TAR) or suffixes[:1] == [".tar"]
        return Format.TAR if is_tar else Format.PACKED
    if head[257:262] == b"ustar" or (suffixes[-1:] == [".tar"] and tarfile.is_tarfile(path)):
        return Format.TAR
    return None


def _foreign(head: bytes) -> tuple[str, str] | None:
    return next(((what, do) for known, what, do in _FOREIGN if re.match(known, head, re.S)), None)


def _markup(path: Path, head: bytes) -> Format | None:
    """Return the kind of XML that a file is, which may stand under any name of a text."""
    start = decode(_whole_characters(head)).lstrip("\ufeff \t\r\n")
    if not (start.startswith("<?xml") or path.suffix.lower() in (".xml", ".tei")):
        return None
    if not start.startswith("<") or _BY_SUFFIX.get(path.suffix.lower()) is Format.HTML:
        return None
    root = _ROOT.search(_without_comments(start))
    if root is None or root[1].lower() == "html":
        return None
    return Format.TEI if root[1] in ("TEI", "TEI.2", "teiCorpus") else Format.XML


def _without_comments(markup: str) -> str:
    first, *rest = markup.split("<!--")
    return "".join([first, *(each.partition("-->")[2] for each in rest)])


def _is_json_lines(path: Path) -> bool:
    with unpacked(path) as file:
        first = next(
            (line for line in iter(lambda: file.readline(1 << 20), b"") if line.strip()), b""
        )
    try:
        return isinstance(json.loads(decode(first)), dict)
    except (ValueError, RecursionError):
        # A record longer than the sample is still a record.
        return len(first) == 1 << 20 and first.lstrip().startswith(b"{")


def _by_look(head: bytes) -> Format | None:
    """Return the kind of text in a file whose name says nothing, or None for other bytes."""
    text = decode(_whole_characters(head))
    if not text or len(_PROSE_BREAKING.findall(text)) > len(text) // 1000:
        return None
    start = text[:2048].lstrip().lower()
    if start.startswith(("<!doctype html", "<html")) or (
        start.startswith("<?xml") and "<html" in start
    ):
        return Format.HTML
    lines = text.splitlines()
    if lines[0].startswith("From ") and len(lines) > 1 and _FIELD.fullmatch(lines[1]):
        return Format.MBOX
    return Format.EMAIL if _is_mail(lines) else Format.TEXT


def _whole_characters(head: bytes) -> bytes:
    """Return the sample without the UTF-8 character that its end cut in two, if it did."""
    start = next((n for n in range(1, 4) if head[-n:][:1] >= b"\xc0"), 0)
    return head[:-start] if start and len(head) == _SAMPLE_BYTES else head


def _is_mail(lines: list[str]) -> bool:
    has_transport = False
    fields = 0
    for line in lines[:200]:
        if fields and line[:1] in (" ", "\t") and line.strip():
            continue
        match = _FIELD.fullmatch(line)
        if match is None:
            break
        fields += 1
        has_transport = has_transport or bool(_TRANSPORT.fullmatch(match[1]))
    return fields >= 2 and has_transport


def checked_format(path: Path) -> Format:
    """Return what a file is read as. Raises ReadError with the reason when nothing reads it."""
    found = format_of(path)
    if found is None:
        damaged = not path.stat().st_size or path.suffix.lower() in _PROVEN_SUFFIXES
        raise (ReadError if damaged else Unsupported)(why_unread(path))
    return found
