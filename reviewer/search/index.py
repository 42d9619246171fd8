"""The index on disk: opened only under its seal, written one commit at a time.

Writers live in a worker process while a window reads. A commit counts when its seal is in place:
a process killed before that leaves the commit before it, whole. Whoosh does not flush its files to
disk, so after a power loss the digests may not hold and the index is rebuilt.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from reviewer.errors import IndexUnavailable
from reviewer.model import SearchableDocument
from reviewer.search.schema import index_fields, make_schema
from reviewer.search.seal import SEAL_NAME, Seal, digest_of, read_seal, unavailable, write_seal
from reviewer.search.snapshot import Segment, Snapshot, open_segment

_NAME = "MAIN"
_LOCK_NAME = "MAIN_WRITELOCK"
_MERGE_AT = 16  # so many segments of like size become one


class SearchIndex:
    """The search index of one corpus. Searches of one object take turns under its `lock`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = RLock()
        self._refreshing = RLock()
        self._seal: Seal | None = None
        self._verified: dict[str, str] = {}
        self._segments: dict[str, Segment] = {}
        self._snapshot = Snapshot([])

    @classmethod
    def open(cls, folder: Path) -> SearchIndex:
        """Open an index that this installation wrote.

        Raises IndexUnavailable when it is missing, cut, foreign or of another format; then no
        byte of it was interpreted.
        """
        index = cls(folder)
        index.refresh()
        return index

    @classmethod
    def create(cls, folder: Path) -> SearchIndex:
        """Make an empty index in place of whatever stands in the folder.

        Raises IndexUnavailable when another process is writing the index.
        """
        with _writing():
            if folder.is_symlink() or folder.is_file():
                folder.unlink()
            folder.mkdir(parents=True, exist_ok=True)
            with _write_lock(folder):
                for child in folder.iterdir():
                    if child.name != _LOCK_NAME:
                        _remove(child)
                TOC(make_schema(), [], 0).write(_SealedStorage(folder, ()), _NAME)
                name = TOC._filename(_NAME, 0)
                write_seal(folder, Seal(0, {name: digest_of(folder / name)}))
        return cls.open(folder)

    def add(self, documents: Iterable[SearchableDocument]) -> int:
        """Index documents in one commit and return how many were new.

        A document whose id is in the index is left as it is. Some 2,000 a commit serve best.
        Raises IndexUnavailable when the index cannot be written; what `documents` raises passes.
        """
        with _write_lock(self.folder):
            self.refresh()
            known = self.document_ids()
            before = len(known)
            with _writing():
                writer = _SealedWriter(_SealedIndex(self.folder, read_seal(self.folder)))
            try:
                for document in documents:
                    if document.id not in known:
                        known.add(document.id)
                        with _writing():
                            writer.add_document(**index_fields(document))
            except BaseException:
                writer.cancel()
                raise
            added = len(known) - before
            if not added:
                writer.cancel()
                return 0
            with _writing():
                writer.commit(mergetype=_merge_alike)
            self._verified |= writer.digests  # these bytes are our own
        self.refresh()
        return added

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
                with self.lock:
                    self._seal, self._snapshot = seal, snapshot
                return

    @property
    def snapshot(self) -> Snapshot:
        """The commit that searches see; hold `lock` while reading it."""
        return self._snapshot

    @property
    def document_count(self) -> int:
        """How many documents can be found."""
        return len(self._snapshot.ids)

    def document_ids(self) -> set[int]:
        """Return the ids of all documents that can be found."""
        return set(self._snapshot.ids)

    def close(self) -> None:
        """Let go of the files."""
        with self.lock:
            self._snapshot = Snapshot([])
            for segment in self._segments.values():
                segment.reader.close()
            self._segments = {}
            self._seal = None

    def _verify(self, seal: Seal) -> None:
        """Hash what was not hashed yet; raise IndexUnavailable where a byte is not as sealed."""
        for name, digest in seal.digests.items():
            if self._verified.get(name) != digest:
                if digest_of(self.folder / name) != digest:
                    raise unavailable("is damaged")
                self._verified[name] = digest

    def _read(self, seal: Seal) -> Snapshot:
        self._verify(seal)
        storage = _SealedStorage(self.folder, seal.digests)
        try:
            toc = _read_toc(storage, seal)
            segments = {
                each.segment_id(): self._segments.get(each.segment_id())
                or open_segment(SegmentReader(storage, toc.schema, each, toc.generation))
                for each in toc.segments
            }
        except FileNotFoundError:
            raise
        except Exception as error:  # Whoosh tells damage by whatever happened to fail
            raise unavailable(f"cannot be read ({error!r})") from error
        self._segments = segments
        return Snapshot(list(segments.values()))


class _SealedStorage(FileStorage):  # type: ignore[misc]
    """A folder of which only the sealed files, and those made here, can be opened.

    Whoosh looks beside a segment for further files of it, and they may be pickles.
    """

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        super().__init__(str(folder))
        self._names = set(names)

    def create_file(self, name: str, **kwargs: object) -> StructFile:
        self._names.add(name)
        return super().create_file(name, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        # Whoever was killed here before may have left a file of that name without a seal.
        super().rename_file(oldname, newname)
        self._names.add(newname)

    def open_file(self, name: str, **kwargs: object) -> StructFile:
        if name not in self._names:
            raise FileNotFoundError(name)
        return super().open_file(name, **kwargs)

    def file_exists(self, name: str) -> bool:
        return name in self._names and bool(super().file_exists(name))


class _SealedIndex:
    """What Whoosh's writer asks of an index, answered from the seal."""

    indexname = _NAME

    def __init__(self, folder: Path, seal: Seal) -> None:
        self.seal = seal
        self.storage = _SealedStorage(folder, seal.digests)

    def _read_toc(self) -> TOC:
        return _read_toc(self.storage, self.seal)


class _SealedWriter(SegmentWriter):  # type: ignore[misc]
    """A writer whose commit is the replacement of the seal; its caller holds the write lock."""

    def __init__(self, index: _SealedIndex) -> None:
        super().__init__(index, _lk=False)
        self._sealed = index.seal
        self.digests: dict[str, str] = {}

    def _commit_toc(self, segments: list[object]) -> None:
        TOC(self.schema, segments, self.generation).write(self.storage, _NAME)
        folder = Path(self.storage.folder)
        names = [TOC._filename(_NAME, self.generation)]
        names += [each.make_filename(each.COMPOUND_EXT) for each in segments]  # type: ignore[attr-defined]
        for name in names:
            self.digests[name] = self._sealed.digests.get(name) or digest_of(folder / name)
        write_seal(folder, Seal(self.generation, self.digests))
        _clean(folder, {*self.digests, SEAL_NAME, _LOCK_NAME})


def _read_toc(storage: _SealedStorage, seal: Seal) -> TOC:
    return TOC.read(storage, _NAME, gen=seal.generation, schema=make_schema())


def _merge_alike(writer: SegmentWriter, segments: list[object]) -> list[object]:
    """Merge a size class when it is full, so that each document is merged once per class."""
    classes: dict[int, list[object]] = {}
    for segment in segments:
        size = segment.doc_count_all()  # type: ignore[attr-defined]
        classes.setdefault(int(math.log(max(1, size), _MERGE_AT)), []).append(segment)
    kept = []
    for alike in classes.values():
        if len(alike) < _MERGE_AT:
            kept += alike
            continue
        for segment in alike:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


def _clean(folder: Path, kept: set[str]) -> None:
    """Remove what was merged away and what killed writers left."""
    for child in folder.iterdir():
        if child.name not in kept and child.is_file():
            with suppress(OSError):  # where a reader holds it open, the next commit removes it
                child.unlink()


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
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
def _writing() -> Iterator[None]:
    """Tell a full disk or a lost folder as a sentence."""
    try:
        yield
    except OSError as error:
        raise unavailable(f"could not be written ({error.strerror})") from error
