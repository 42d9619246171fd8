"""The index on disk: opened only under its seal, written one commit at a time.

Writers live in worker processes while a window reads. Segments are files that never change; they
are flushed to disk before a commit, and a commit counts when the seal that names them is in place:
a process killed before that, or a power loss, leaves the commit before it, whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import RLock

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage

from reviewer.errors import IndexUnavailable
from reviewer.model import SearchableDocument
from reviewer.search.mapped import DamagedFile, check
from reviewer.search.merging import merge, worth_merging
from reviewer.search.pool import PostingPool
from reviewer.search.schema import make_schema
from reviewer.search.seal import SEAL_NAME, Seal, SealedSegment, read_seal, unavailable, write_seal
from reviewer.search.snapshot import Segment, Snapshot, open_segment

_LOCK_NAME = "MAIN_WRITELOCK"
_BUILDING_NAME = "building"  # the folder of segments that no seal names yet


class SearchIndex:
    """The search index of one corpus."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._schema = make_schema()
        self._refreshing = RLock()
        self._seal: Seal | None = None
        self._segments: dict[SealedSegment, Segment] = {}
        self._snapshot = Snapshot([])

    @classmethod
    def open(cls, folder: Path) -> SearchIndex:
        """Open an index that this installation wrote.

        Raises IndexUnavailable when it is missing, cut, foreign or of another format.
        """
        index = cls(folder)
        index.refresh()
        return index

    @classmethod
    def create(cls, folder: Path, log_id: int = 0, log_hash: str = "") -> SearchIndex:
        """Make an empty index in place of whatever stands in the folder.

        Its documents will be as they are at this line of the review log, or newer. Raises
        IndexUnavailable when another process is writing the index.
        """
        with _faults_told():
            if folder.is_symlink() or folder.is_file():
                folder.unlink()
            folder.mkdir(parents=True, exist_ok=True)
            with _write_lock(folder):
                write_seal(folder, Seal((), log_id, log_hash))
                for child in folder.iterdir():
                    if child.name not in (_LOCK_NAME, SEAL_NAME):
                        _remove(child)
        return cls.open(folder)

    def add(self, documents: Iterable[SearchableDocument], outdated: Collection[int] = ()) -> int:
        """Index documents in one commit and return how many were written.

        A document whose id is in the index is left as it is, unless that is outdated. Some 2,000 a
        commit serve best. Raises IndexUnavailable when the index cannot be written; what
        `documents` raises passes.
        """
        with self.writing() as writer:
            known = self.document_ids().difference(outdated)
            segments: list[SealedSegment] = []
            pool = PostingPool()
            for document in documents:
                if document.id in known:
                    continue
                known.add(document.id)
                pool.add(document)
                if pool.is_full:
                    segments.append(writer.write(pool))
                    pool = PostingPool()
            if len(pool):
                segments.append(writer.write(pool))
            if segments:
                writer.commit(segments)
                while writer.merge():
                    pass
        return sum(segment.documents for segment in segments)

    def remove(self, ids: Iterable[int]) -> int:
        """Take documents out in one commit and return how many were there."""
        with self.writing() as writer:
            return writer.remove(ids)

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Be the one writer of the index for the block; its commits stand whatever follows.

        Raises IndexUnavailable when another process is, or when the folder cannot be written.
        """
        with _write_lock(self.folder):
            self.refresh()
            building = self.folder / _BUILDING_NAME
            _remove(building)
            with _faults_told():
                building.mkdir(exist_ok=True)
            try:
                yield IndexWriter(self, building)
            finally:
                _remove(building)

    def refresh(self) -> None:
        """Take up what another process committed; a search that is running keeps its view.

        Raises IndexUnavailable as `open` does. Any thread.
        """
        with self._refreshing:
            while True:
                seal = read_seal(self.folder)
                if seal == self._seal:
                    return
                try:
                    snapshot = self._read(seal)
                except FileNotFoundError:
                    if read_seal(self.folder) == seal:
                        raise unavailable("has lost a file") from None
                    continue  # a merge took the file; its commit is newer than the seal we read
                self._seal, self._snapshot = seal, snapshot
                return

    @property
    def snapshot(self) -> Snapshot:
        """The commit that searches see; whoever holds it goes on seeing it."""
        return self._snapshot

    @property
    def log_id(self) -> int:
        """The last line of the review log whose corrections are in the documents."""
        return self._seal.log_id if self._seal is not None else 0

    @property
    def log_hash(self) -> str:
        """The hash of that line, or nothing when there was none."""
        return self._seal.log_hash if self._seal is not None else ""

    @property
    def document_count(self) -> int:
        """How many documents can be found."""
        return len(self._snapshot.live_ids)

    def document_ids(self) -> set[int]:
        """Return the ids of all documents that can be found."""
        return set(self._snapshot.live_ids.tolist())

    def is_whole(self) -> bool:
        """Read every byte of the index and tell whether it is as it was written."""
        try:
            return all(
                check(self.folder / segment.name, segment.fingerprint)
                for segment in (self._seal or Seal()).segments
            )
        except OSError:
            return False

    def close(self) -> None:
        """Let go of the files."""
        self._snapshot = Snapshot([])
        self._segments = {}
        self._seal = None

    def _read(self, seal: Seal) -> Snapshot:
        try:
            segments = {
                sealed: self._segments.get(sealed)
                or open_segment(self.folder, sealed, self._schema)
                for sealed in seal.segments
            }
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedFile(str(error)) from error
        self._segments = segments
        return Snapshot(list(segments.values()))


class IndexWriter:
    """The one writer of an index. New segments are written to its `folder`, then committed."""

    def __init__(self, index: SearchIndex, folder: Path) -> None:
        self.folder = folder
        self._index = index

    def write(self, pool: PostingPool) -> SealedSegment:
        """Write the documents of a pool as a segment that no search sees yet."""
        with _faults_told():
            return pool.write(self.folder)

    def commit(self, added: Sequence[SealedSegment]) -> None:
        """Make the documents of new segments searchable, in place of what they were before."""
        with _faults_told():
            for segment in added:
                self._take_in(segment)
            opened = [open_segment(self._index.folder, each, make_schema()) for each in added]
            ids = [segment.opened.file.array("ids") for segment in opened]
            before, _ = self._without(np.concatenate([np.empty(0, np.int64), *ids]))
            self._seal([*before, *added])

    def note(self, log_id: int, log_hash: str) -> None:
        """Know that corrections up to a line of the review log are taken in."""
        with _faults_told():
            self._seal(read_seal(self._index.folder).segments, (log_id, log_hash))

    def merge(self) -> bool:
        """Make one segment of several where that is worth it; tell whether it was."""
        sealed = read_seal(self._index.folder).segments
        group = worth_merging(sealed)
        if group:
            opened = dict(zip(sealed, self._index.snapshot.segments, strict=True))
            with _faults_told():
                merged = merge([opened[each] for each in group], self.folder)
                self._take_in(merged)
                self._seal([merged, *(each for each in sealed if each not in group)])
        return bool(group)

    def remove(self, ids: Iterable[int]) -> int:
        """Take documents out of the index and return how many were there."""
        segments, removed = self._without(np.fromiter(ids, np.int64))
        if removed:
            with _faults_told():
                self._seal(segments)
        return removed

    def _without(self, wanted: npt.NDArray[np.int64]) -> tuple[list[SealedSegment], int]:
        """Return the segments without some documents, and how many these were."""
        removed = 0
        segments: list[SealedSegment] = []
        snapshot = self._index.snapshot
        sealed = read_seal(self._index.folder).segments
        for each, segment in zip(sealed, snapshot.segments, strict=True):
            found = np.flatnonzero(np.isin(segment.opened.file.array("ids"), wanted)).tolist()
            gone = tuple(sorted({*each.removed, *found}))
            removed += len(gone) - len(each.removed)
            if len(gone) < each.documents:
                segments.append(replace(each, removed=gone))
        return segments, removed

    def _take_in(self, segment: SealedSegment) -> None:
        (self.folder / segment.name).replace(self._index.folder / segment.name)

    def _seal(self, segments: Sequence[SealedSegment], line: tuple[int, str] | None = None) -> None:
        folder = self._index.folder
        known = line or (self._index.log_id, self._index.log_hash)
        write_seal(folder, Seal(tuple(segments), *known))
        self._index.refresh()
        _clean(folder, {SEAL_NAME, _LOCK_NAME, *(segment.name for segment in segments)})


def _clean(folder: Path, kept: set[str]) -> None:
    """Remove what was merged away and what killed writers left."""
    for child in folder.iterdir():
        if child.name not in kept and child.is_file():
            _remove(child)


def _remove(path: Path) -> None:
    """Remove a file or folder; what another process holds open a later commit removes."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def _write_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the one writer; the system lets go of it when a process dies."""
    lock = FileStorage(str(folder)).lock(_LOCK_NAME)
    try:
        acquired = lock.acquire()
    except OSError as error:
        raise unavailable(f"cannot be written ({error.strerror})") from error
    if not acquired:
        raise IndexUnavailable(
            "Another Reviewer is writing the search index of this corpus. Wait until it has "
            "finished, then try again."
        )
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _faults_told() -> Iterator[None]:
    """Tell a full disk or a lost folder as a sentence."""
    try:
        yield
    except OSError as error:
        raise unavailable(f"could not be written ({error.strerror})") from error
