"""The seal on an index: proof that this installation wrote the files that it is made of.

An index that comes with somebody else's corpus may be made to mislead, so it is not opened. The
seal names the files of one commit with what each was when it was written, signed with a key that
never leaves the user's own configuration folder. Replacing the seal is also the moment at which a
commit counts. None of the files is a program; the seal keeps foreign and broken ones out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reviewer.errors import IndexUnavailable
from reviewer.paths import config_folder, replaced_file
from reviewer.search.mapped import BUILT_AGAIN, Fingerprint
from reviewer.search.schema import FORMAT_VERSION

SEAL_NAME = "seal"
_KEY_BYTES = 32
_MAX_SEAL_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class SealedSegment:
    """One file of an index: its name, how much it holds, and which documents were removed."""

    name: str
    documents: int
    words: int
    fingerprint: Fingerprint
    removed: tuple[int, ...] = ()  # their numbers in the segment, rising

    def to_json(self) -> dict[str, Any]:
        """Return the segment as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> SealedSegment:
        """Return the segment that was written as JSON; raises KeyError and TypeError."""
        return cls(
            str(told["name"]),
            int(told["documents"]),
            int(told["words"]),
            Fingerprint(**told["fingerprint"]),
            tuple(told["removed"]),
        )


@dataclass(frozen=True, slots=True)
class Seal:
    """One commit: the segments that belong to it, in their order.

    `log_id` is the last line of the review log whose corrections are in the documents. Its hash
    tells of which corpus these are: no other has that line, nor has a copy from before it.
    """

    segments: tuple[SealedSegment, ...] = ()
    log_id: int = 0
    log_hash: str = ""


def write_seal(folder: Path, seal: Seal) -> None:
    """Put a seal beside the files; from here on they are the index."""
    segments = [segment.to_json() for segment in seal.segments]
    content = json.dumps(
        {
            "format": FORMAT_VERSION,
            "log_id": seal.log_id,
            "log_hash": seal.log_hash,
            "segments": segments,
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
        segments = tuple(SealedSegment.from_json(each) for each in told["segments"])
        return Seal(segments, int(told.get("log_id", 0)), str(told.get("log_hash", "")))
    except FileNotFoundError:
        raise unavailable("is missing or was never finished") from None
    except OSError as error:
        raise unavailable(f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise unavailable("is damaged or was not written by Reviewer") from error


def unavailable(what: str) -> IndexUnavailable:
    """Return the error for an index that has to be rebuilt."""
    return IndexUnavailable(
        f"The search index of this corpus {what}. Your documents and your work are not affected. "
        + BUILT_AGAIN
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
