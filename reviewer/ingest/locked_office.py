"""Office files that are locked with a password: unlocked into a copy, which is read instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reviewer.errors import Locked, ReadError
from reviewer.ingest import pulse
from reviewer.ingest.locks import told_locked
from reviewer.ingest.nested import Found, Nested


def read_locked_office(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield what is in a locked file of Word, Excel or PowerPoint, new or old.

    Raises Locked when none of the passwords opens it, ReadError when it is damaged.
    """
    if not nested.passwords:
        raise told_locked(path.name, ())
    yield from nested.read_unlocked(lambda target: _unlock(path, nested.passwords, target))


def _unlock(path: Path, passwords: tuple[str, ...], target: BinaryIO) -> None:
    """Write a copy without the lock."""
    # It is large, and few files want it.
    import msoffcrypto

    for password in passwords:
        pulse.beat()  # the key of one password takes a hundred thousand rounds
        try:
            with path.open("rb") as source:
                office = msoffcrypto.OfficeFile(source)
                today = type(office).__name__ == "OOXMLFile"  # old ones look by themselves
                office.load_key(password, **({"verify_password": True} if today else {}))
                office.decrypt(target)
            return
        except msoffcrypto.exceptions.InvalidKeyError:
            target.seek(0)
            target.truncate()
        except msoffcrypto.exceptions.DecryptionError as error:
            raise Locked(
                f"“{path.name}” is locked in a way that is not known here. Open it in the program "
                "that it was made with, save it without a password and import that."
            ) from error
        except OSError:
            raise
        except Exception as error:  # damage shows by whatever happens to fail
            raise ReadError(
                f"“{path.name}” is locked and damaged, so no password opens it. Get the file again."
            ) from error
    raise told_locked(path.name, passwords)
