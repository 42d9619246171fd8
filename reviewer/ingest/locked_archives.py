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


class LockedMembers:
    """The locked members of an archive, which is opened once and only when one is asked for.

    Close it by leaving its context.
    """

    def __init__(self, path: Path, passwords: Sequence[str]) -> None:
        self._path = path
        self._forms = [form for password in passwords for form in forms(password)]
        self._archive: Any = None

    def __enter__(self) -> LockedMembers:
        return self

    def __exit__(self, *_trouble: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def open(self, number: int) -> Any | None:
        """Open the member of that number, or return None when no password fits.

        Raises OSError, and NotImplementedError for a kind of encryption or packing that is not
        known.
        """
        if not self._forms:
            return None
        # It wants half as long to be imported as an archive to be read.
        import pyzipper

        if self._archive is None:
            self._archive = pyzipper.AESZipFile(self._path)
        member = self._archive.infolist()[number]
        for form in self._forms:
            try:
                _try(self._archive, member, form)
            except (*_WRONG, pyzipper.BadZipFile) as error:
                if isinstance(error, NotImplementedError):
                    raise
                continue
            # What fits one member most often fits the next.
            self._forms.remove(form)
            self._forms.insert(0, form)
            return _Member(self._archive.open(member, pwd=form))
        return None


def _try(archive: Any, member: Any, password: bytes) -> None:
    """Read as much of a member as shows that the password is wrong, and raise what it raises."""
    left = _TRIED_BYTES
    with archive.open(member, pwd=password) as stream:
        while left > 0 and (chunk := stream.read(_CHUNK_BYTES)):
            left -= len(chunk)
            pulse.beat()


class _Member:
    """A stream that takes its time."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> _Member:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        pulse.beat()  # the old cipher gives a megabyte a second
        return bytes(self._stream.read(size))
