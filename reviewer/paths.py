"""Where things are: the parts of a corpus folder, the user's own folders, shipped resources."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs

DATABASE_NAME = "corpus.db"


@dataclass(frozen=True, slots=True)
class CorpusPaths:
    """The files of one corpus folder."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file, the only truth."""
        return self.folder / DATABASE_NAME

    @property
    def index(self) -> Path:
        """The search index; derived, may be deleted at any time."""
        return self.folder / "index"

    @property
    def signatures(self) -> Path:
        """What each text is like, to find similar ones; derived, may be deleted at any time."""
        return self.folder / "signatures.bin"

    @property
    def originals(self) -> Path:
        """The imported files as they came."""
        return self.folder / "originals"

    @property
    def scratch(self) -> Path:
        """Where files are unpacked while they are read; emptied by each import."""
        return self.folder / "scratch"

    @property
    def opened(self) -> Path:
        """Copies of originals that other programs show; may be deleted at any time."""
        return self.folder / "opened"

    @property
    def writer_lock(self) -> Path:
        """Held by the one window or command that may write."""
        return self.folder / "writer.lock"

    @property
    def import_lock(self) -> Path:
        """Held by the process that imports, for as long as it does."""
        return self.folder / "import.lock"

    def original(self, sha256: str) -> Path:
        """Return the place of an imported file by the hexadecimal SHA-256 of its bytes."""
        return self.originals / sha256[:2] / sha256[2:4] / sha256


def corpus_paths(path: Path) -> CorpusPaths:
    """Return the parts of a corpus, given its folder or the `corpus.db` inside it."""
    path = path.expanduser().absolute()
    return CorpusPaths(path.parent if path.name == DATABASE_NAME else path)


def settings_file() -> Path:
    """Return the user's settings file; `REVIEWER_CONFIG_DIR` moves it (for tests)."""
    return config_folder() / "settings.json"


def config_folder() -> Path:
    """Return the folder for settings and keys of this installation's user."""
    override = os.environ.get("REVIEWER_CONFIG_DIR")
    return Path(override) if override else Path(platformdirs.user_config_dir("Reviewer", False))


def resources_folder() -> Path:
    """Return the shipped resources, in a checkout or in an installed package."""
    package = Path(__file__).parent
    installed = package / "resources"
    if getattr(sys, "frozen", False) or installed.is_dir():
        return installed
    return package.parent / "resources"


def sample_folder() -> Path:
    """Return where the sample corpus is made; `packaging/start.py` uses the same place."""
    return Path.home() / "Reviewer" / "Sample"


@contextmanager
def replaced_file(target: Path) -> Iterator[Path]:
    """Yield a temporary file beside `target` that takes its place only when the block succeeds.

    The bytes are flushed to disk before the rename, so neither a failure nor a power loss leaves
    half a file at `target`, and what stood there before stays until then.
    """
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
