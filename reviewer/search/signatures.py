"""The file that keeps what each text of a corpus is like, so that it is computed once.

Records of numbers, one behind the other, in the order in which they were computed. They are
derived: the file may be deleted at any time. What a killed program or a power loss left of the
last records is passed over in reading and written over in adding; a file of another version is
written anew. It holds nothing but numbers, so a foreign one can mislead and not harm.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from reviewer.errors import StorageError
from reviewer.search.minhash import VALUES, shingles_of, signature_of

Records: TypeAlias = npt.NDArray[Any]

# `text` is the beginning of the text's SHA-256, `runs` counts its runs of words, `check` proves
# that the record is whole.
RECORD = np.dtype(
    [("text", "<u8"), ("runs", "<u4"), ("check", "<u4"), ("values", "<u2", (VALUES,))]
)
_HEADER = b"RVWRALIKE:2\n"  # another way to compute them needs another number
_WEIGHTS = (np.arange(1, VALUES + 1, dtype=np.uint64) * np.uint64(2654435761)) | np.uint64(1)


def records_of(texts: Iterable[tuple[int, str]]) -> Records:
    """Return a record for each text and the beginning of its hash."""
    made: list[Records] = []
    for text_hash, text in texts:
        shingles = shingles_of(text)
        record = np.zeros(1, RECORD)
        record["text"], record["runs"] = text_hash, len(shingles)
        record["values"] = signature_of(shingles)
        made.append(record)
    records = np.concatenate(made) if made else np.empty(0, RECORD)
    records["check"] = _checks(records)
    return records


def read_signatures(path: Path) -> Records:
    """Return the whole records of a file, mapped and not copied; none when there is no such file.

    Raises StorageError when the file is there and cannot be read.
    """
    try:
        count = _whole_records(path)
        if not count:
            return np.empty(0, RECORD)
        mapped = np.memmap(path, RECORD, "r", len(_HEADER), (count,))
    except OSError as error:
        raise _not_usable(path, error) from error
    sound = _checks(mapped) == mapped["check"]
    return mapped if sound.all() else mapped[sound]


def add_signatures(path: Path, records: Records) -> None:
    """Put records behind those of a file, on disk when this returns. One process at a time.

    Raises StorageError when they cannot be written; those before them stay.
    """
    try:
        count = _whole_records(path)
        with path.open("r+b" if path.exists() else "w+b") as file:
            if count is None:
                file.write(_HEADER)
            end = len(_HEADER) + (count or 0) * RECORD.itemsize
            if os.fstat(file.fileno()).st_size != end:
                file.truncate(end)
            file.seek(end)
            file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise _not_usable(path, error) from error


def _whole_records(path: Path) -> int | None:
    """Return how many records a file has room for; None for one that has to be written anew."""
    try:
        with path.open("rb") as file:
            if file.read(len(_HEADER)) != _HEADER:
                return None
            return (os.fstat(file.fileno()).st_size - len(_HEADER)) // RECORD.itemsize
    except FileNotFoundError:
        return None


def _checks(records: Records) -> npt.NDArray[np.uint32]:
    """Return a sum over each record; it is not 0 for zeros, which a power loss leaves."""
    sums = np.full(len(records), 0x5EED, np.uint64)
    with np.errstate(over="ignore"):
        for start in range(0, len(records), 4_096):  # 4 MB at a time
            part = records[start : start + 4_096]
            sums[start : start + 4_096] += (part["values"] * _WEIGHTS).sum(axis=1)
        sums += records["text"] * _WEIGHTS[1] + records["runs"] * _WEIGHTS[2]
    return ((sums ^ (sums >> np.uint64(32))) & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def _not_usable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} could not be used ({error.strerror or error}), so similar documents are not all "
        "known. Your documents and marks are not touched by that. Check that the disk is there and "
        "has room, then open the corpus again."
    )
