"""Old Word, Excel and PowerPoint files: converted by LibreOffice where it is installed, then read.

The program works on a copy, with a profile of its own in which macros, links and the network are
off, for a bounded time. All that it writes stands in the scratch folder of this process.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from reviewer.errors import ReadError, Unsupported
from reviewer.ingest import pulse
from reviewer.ingest.contents import MAX_DOCUMENT_BYTES, too_large
from reviewer.ingest.docx import read_docx
from reviewer.ingest.locked_office import read_locked_office
from reviewer.ingest.nested import Found, Nested
from reviewer.ingest.office_formats import compound_kind
from reviewer.ingest.pptx import read_pptx
from reviewer.ingest.unreadable import Unreadable
from reviewer.ingest.xlsx import read_xlsx

CONVERSION_S = 50.0  # less than the silence for which a parser process is ended
_NAMES = ("soffice", "libreoffice")
_READERS: Mapping[str, tuple[str, Callable[[Path, Nested], Iterator[Found]]]] = {
    "doc": ("docx", read_docx),
    "xls": ("xlsx", read_xlsx),
    "ppt": ("pptx", read_pptx),
}
_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_INTERNET = "/org.openoffice.Inet/Settings"
_SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    # A proxy at which nothing listens: no file may make the program fetch anything.
    (_INTERNET, "ooInetProxyType", "2"),
    (_INTERNET, "ooInetHTTPProxyName", "127.0.0.1"),
    (_INTERNET, "ooInetHTTPProxyPort", "9"),
    (_INTERNET, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_INTERNET, "ooInetHTTPSProxyPort", "9"),
)


def program() -> str | None:
    """Return the full path of LibreOffice, or None where it is not installed."""
    found = next((place for name in _NAMES if (place := shutil.which(name))), None)
    return os.path.realpath(found) if found else None


def read_legacy(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield what is in an old Office file, as of the file of today that it is converted to.

    Raises Locked for one with a password, Unsupported where LibreOffice is not installed,
    ReadError when it cannot be converted.
    """
    if path.stat().st_size > MAX_DOCUMENT_BYTES:
        raise ReadError(too_large(path))
    kind = compound_kind(path) or "xls"  # the only other is a package of binary sheets
    if _is_locked(path):
        yield from read_locked_office(path, nested)
        return
    office = program()
    if office is None:
        raise _not_installed(path)
    suffix, reader = _READERS[kind]
    folder = Path(tempfile.mkdtemp())
    try:
        source = folder / f"source.{kind}"
        shutil.copyfile(path, source)
        target = folder / f"source.{suffix}"
        _convert(office, source, suffix)
        if not target.exists():
            raise ReadError(
                f"“{path.name}” could not be converted by LibreOffice: it is damaged or has a "
                "password. Open it in the program it was made with, save it as PDF and import that."
            )
        # Under the name of the original, which sentences and titles show.
        named = folder / "converted" / path.name
        named.parent.mkdir()
        target.rename(named)
        for found in reader(named, nested):
            yield replace(found, path=path) if isinstance(found, Unreadable) else found
    finally:
        _clear(folder)


def _convert(office: str, source: Path, suffix: str) -> None:
    """Write a converted copy beside a file, or nothing when that fails."""
    home = Path(tempfile.gettempdir()) / "office"
    profile = home / "profile"
    _write_settings(profile)
    pulse.beat()
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--nologo", "--convert-to", suffix, "--outdir", str(source.parent), str(source)]
    environment = os.environ | {"HOME": str(home), "TMPDIR": str(source.parent)}
    process = subprocess.Popen(
        command,
        executable=office,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        process.wait(CONVERSION_S)
    except subprocess.TimeoutExpired:
        raise ReadError(
            f"LibreOffice did not convert this within {CONVERSION_S:.0f} seconds, so it was left. "
            "Save it in another format and import that."
        ) from None
    finally:
        _end(process)
    pulse.beat()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _write_settings(profile: Path) -> None:
    target = profile / "user" / "registrymodifications.xcu"
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    target.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>",
        encoding="utf-8",
    )


def _clear(folder: Path) -> None:
    # Not by `shutil.rmtree`: a confined reader may delete by full paths only.
    for root, folders, files in os.walk(folder, topdown=False):
        for name in files:
            Path(root, name).unlink(missing_ok=True)
        for name in folders:
            Path(root, name).rmdir()
    folder.rmdir()


def _is_locked(path: Path) -> bool:
    """Tell whether a password protects the words in a compound file."""
    import olefile

    try:
        with olefile.OleFileIO(path) as compound:
            if compound.exists("EncryptedPackage") or compound.exists("EncryptedSummary"):
                return True
            if compound.exists("WordDocument"):
                head = compound.openstream("WordDocument").read(12)
                # [MS-DOC] 2.5.2: fEncrypted; with fObfuscated beside it is an older way.
                return len(head) == 12 and bool(head[11] & 1)
            for name in ("Workbook", "Book"):
                if compound.exists(name):
                    return _has_password(compound.openstream(name).read(1 << 16))
    except Exception:  # damage shows by whatever happens to fail; the conversion tells it
        return False
    return False


def _has_password(records: bytes) -> bool:
    """Tell whether a workbook's records are encrypted ([MS-XLS] 2.4.117, FilePass)."""
    place = 0
    while place + 4 <= len(records):
        kind, size = struct.unpack_from("<HH", records, place)
        if kind == 0x2F:
            return True
        if kind in (0x85, 0x0A):  # BoundSheet8, EOF: no FilePass follows
            return False
        place += 4 + size
    return False


def _not_installed(path: Path) -> Unsupported:
    return Unsupported(
        f"“{path.name}” is an old Office file, and LibreOffice, which reads them, is not "
        "installed. Install LibreOffice and import the file again, or save it as PDF, Word (docx) "
        "or text and import that."
    )
