"""Members of zip archives that are locked with a password, by ZipCrypto or by AES."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviewer.ingest import pulse
from reviewer.ingest.locks import forms

_CHUNK_BYTES = 1 << 18
_TRIED_BYTES = 64 << 20
# How a wrong password shows when it passes the first look, as one in 256 does.
_WRONG = (RuntimeError, zipfile.BadZipFile, zlib.error, EOFError, ValueError)


def open_locked(path: Path, number: int, passwords: Sequence[str]) -> Any | None:
    """Open the member of that number in an archive, or return None when no password fits.

    Leaving its context closes the archive too. Raises OSError, and NotImplementedError for a kind
    of encryption or packing that is not known.
    """
    # It wants half as long to be imported as an archive to be read.
    import pyzipper

    for password in passwords:
        for form in forms(password):
            archive = pyzipper.AESZipFile(path)
            member = archive.infolist()[number]
            try:
                _try(archive, member, form)
            except NotImplementedError:
                archive.close()
                raise
            except (*_WRONG, pyzipper.BadZipFile):
                archive.close()
                continue
            return _Member(archive, archive.open(member, pwd=form))
    return None


def _try(archive: Any, member: Any, password: bytes) -> None:
    """Read as much of a member as shows that the password is wrong, and raise what it raises."""
    left = _TRIED_BYTES
    with archive.open(member, pwd=password) as stream:
        while left > 0 and (chunk := stream.read(_CHUNK_BYTES)):
            left -= len(chunk)
            pulse.beat()


class _Member:
    """A stream with the archive that it stands in."""

    def __init__(self, archive: Any, stream: Any) -> None:
        self._archive = archive
        self._stream = stream

    def __enter__(self) -> _Member:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._stream.close()
        self._archive.close()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        pulse.beat()  # the old cipher gives a megabyte a second
        return bytes(self._stream.read(size))
