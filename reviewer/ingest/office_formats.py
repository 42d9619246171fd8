"""Which office program wrote a file: by what is in the package or the compound file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEDIA_TYPES = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.graphics": "odp",
    "application/epub+zip": "epub",
}
_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xls",  # binary sheets in a package, which only office programs read
    "ppt/presentation.xml": "pptx",
    "META-INF/container.xml": "epub",
}
# [MS-DOC] 2.1, [MS-XLS] 2.1, [MS-PPT] 2.1, [MS-OFFCRYPTO] 1.3.3, [MS-OXMSG] 2.4
_STREAMS = {
    "__properties_version1.0": "msg",
    "encryptedpackage": "doc",
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
    "\x01ole10native": "object",
    "package": "object",
    "contents": "object",
}
# A file cut short has lost the list of what is in it; its reader says what is wrong.
OFFICE_SUFFIXES = {
    ".docx": "docx", ".docm": "docx", ".dotx": "docx", ".dotm": "docx",
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".xltx": "xlsx", ".xltm": "xlsx",
    ".pptx": "pptx", ".pptm": "pptx", ".potx": "pptx", ".ppsx": "pptx", ".ppsm": "pptx",
    ".odt": "odt", ".ott": "odt", ".ods": "ods", ".ots": "ods", ".odp": "odp", ".otp": "odp",
    ".odg": "odp", ".epub": "epub",
}  # fmt: skip


def package_kind(path: Path) -> str | None:
    """Return the format of an office package, None for any other zip archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    kind = part.read(200).decode("ascii", "replace").strip()
                for each in (kind, kind.removesuffix("-template")):
                    if each in _MEDIA_TYPES:
                        return _MEDIA_TYPES[each]
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, zlib.error, OverflowError):
        return OFFICE_SUFFIXES.get(path.suffix.lower())
    return next((kind for part, kind in _PARTS.items() if part in names), None)


def compound_kind(path: Path) -> str | None:
    """Return the format of a compound file, None for one that no office program wrote.

    None too for one that claims to hold more than it is long: by a list that runs in a circle, it
    would be read until the memory is full.
    """
    import olefile

    try:
        with olefile.OleFileIO(path) as compound:
            claimed = [entry.size for entry in compound.direntries if entry is not None]
            claimed.append(compound.num_mini_fat_sectors * compound.sector_size)
            if max(claimed) > path.stat().st_size:
                return None
            names = {entry[0].lower() for entry in compound.listdir() if len(entry) == 1}
    except Exception:  # damage shows by whatever happens to fail
        return None
    return next((kind for name, kind in _STREAMS.items() if name in names), None)
