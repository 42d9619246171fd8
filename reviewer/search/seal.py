"""The seal on an index: proof that this installation wrote every byte that will be unpickled.

Whoosh's files hold pickles, and opening a stranger's pickle runs the stranger's program. The seal
names the table of contents and the digest of every file, signed with a key that never leaves the
user's own configuration folder. Replacing the seal is also the moment at which a commit counts.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reviewer.errors import IndexUnavailable
from reviewer.paths import config_folder, replaced_file
from reviewer.search.schema import FORMAT_VERSION

SEAL_NAME = "seal"
_KEY_BYTES = 32
_MAX_SEAL_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Seal:
    """One commit: its generation, and the digest of each file that belongs to it."""

    generation: int
    digests: Mapping[str, str]


def write_seal(folder: Path, seal: Seal) -> None:
    """Put a seal beside the files; from here on they are the index."""
    content = json.dumps(
        {
            "format": FORMAT_VERSION,
            "generation": seal.generation,
            "files": dict(sorted(seal.digests.items())),
        }
    )
    with replaced_file(folder / SEAL_NAME) as temporary:
        temporary.write_text(f"{_signature(content)}\n{content}", encoding="ascii")


def read_seal(folder: Path) -> Seal:
    """Return the seal of an index; raise IndexUnavailable when it is not one of our own."""
    try:
        with (folder / SEAL_NAME).open("rb") as file:
            signature, _, content = file.read(_MAX_SEAL_BYTES).decode("ascii").partition("\n")
        # Nothing of the content is looked at before its signature holds.
        if not hmac.compare_digest(signature, _signature(content)):
            raise unavailable("was not written by this installation of Reviewer")
        told = json.loads(content)
        if told["format"] != FORMAT_VERSION:
            raise unavailable("was written by another version of Reviewer")
        return Seal(int(told["generation"]), dict(told["files"]))
    except FileNotFoundError:
        raise unavailable("is missing or was never finished") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unavailable(f"cannot be read ({error})") from error


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unavailable(what: str) -> IndexUnavailable:
    """Return the error for an index that has to be rebuilt."""
    return IndexUnavailable(
        f"The search index of this corpus {what}. Your documents and your work are not affected. "
        "Rebuild the index to search again."
    )


def _signature(content: str) -> str:
    return hmac.new(_key(), content.encode("ascii"), hashlib.sha256).hexdigest()


def _key() -> bytes:
    path = config_folder() / "index.key"
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        key = b""
    return key if len(key) == _KEY_BYTES else _new_key(path)


def _new_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced_file(path) as temporary:  # made with mode 0600
        temporary.write_bytes(secrets.token_bytes(_KEY_BYTES))
    return path.read_bytes()  # of two processes that made one, the last one's stands
