"""Packages for the tests of office formats: zip archives of parts, and damage to them."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from reviewer.errors import ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind

ODF = " ".join(
    f"xmlns:{prefix}='urn:oasis:names:tc:opendocument:xmlns:{name}:1.0'"
    for prefix, name in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing",
        "style": "style", "svg": "svg-compatible", "presentation": "presentation",
        "meta": "meta", "manifest": "manifest", "form": "form",
    }.items()
) + " xmlns:dc='http://purl.org/dc/elements/1.1/'"  # fmt: skip
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive of parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def relations(**targets: tuple[str, str]) -> str:
    """Return a part of relations: by id the kind and the target."""
    each = (
        f"<Relationship Id='{key}' Type='{OFFICE}/relationships/{kind}' Target='{target}'/>"
        for key, (kind, target) in targets.items()
    )
    return f"<Relationships>{''.join(each)}</Relationships>"


def regions_of(document: ParsedDocument) -> list[tuple[RegionKind, str, str]]:
    """Return what the regions of a document hold."""
    return [
        (each.kind, document.text[each.start_cp : each.end_cp], each.note)
        for each in document.regions
    ]


def documents_of(path: Path) -> list[ParsedDocument]:
    """Return what a file holds, all of it readable."""
    found = list(read(path))
    documents = [each for each in found if isinstance(each, ParsedDocument)]
    assert documents == found
    return documents


def is_told(path: Path, seed: bytes, place: int, put: bytes, is_cut: bool) -> bool:
    """Tell whether damage to a file gives documents or reasons, and no fault."""
    path.write_bytes(seed[:place] + put + (b"" if is_cut else seed[place + len(put) :]))
    try:
        return all(isinstance(each, ParsedDocument | Unreadable) for each in read(path))
    except ReadError:
        return True
