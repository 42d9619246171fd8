import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Access, Corpus, create_corpus, open_corpus
from reviewer.corpus.schema import SCHEMA_VERSION, ImportItem
from reviewer.corpus.starters import ENTITY_TYPES, REASONS
from reviewer.errors import (
    CorpusDamaged,
    CorpusError,
    CorpusInUse,
    CorpusReadOnly,
    CorpusTooNew,
    StorageError,
)
from tests.corpora import make_corpus

HOLD = """
import sys
from pathlib import Path
from reviewer.corpus.database import Access, open_corpus
corpus = open_corpus(Path(sys.argv[1]), Access.WRITE)
print("open", flush=True)
sys.stdin.readline()
corpus.close()
"""


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    make_corpus(tmp_path / "Cables", ["one", "two"]).close()
    return tmp_path / "Cables"


@pytest.fixture
def holder(closed: Path) -> Iterator[subprocess.Popen[str]]:
    """Start another process that holds the corpus for writing."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(closed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def _count(corpus: Corpus) -> int:
    with corpus.read() as connection:
        return documents.document_count(connection)


def _add_item(corpus: Corpus, path: str = "p") -> None:
    with corpus.write() as connection:
        connection.execute(insert(ImportItem).values(import_id="1", path=path, outcome="x", at=""))


def test_a_new_corpus_is_named_after_its_folder_and_has_starters(tmp_path: Path) -> None:
    with create_corpus(tmp_path / "deep" / "Cables") as corpus, corpus.read() as connection:
        assert corpus.name == "Cables"
        types = [kind.name for kind in annotations.entity_types(connection)]
        codes = [reason.code for reason in annotations.reasons(connection)]
    assert types == [name for name, _ in ENTITY_TYPES]
    assert codes == [code for _, code, _ in REASONS]
    assert len(set(codes)) == len(codes)


def test_folder_and_file_open_the_same_corpus(closed: Path) -> None:
    with open_corpus(closed) as by_folder, open_corpus(closed / "corpus.db") as by_file:
        assert by_folder.id == by_file.id
        assert _count(by_folder) == _count(by_file) == 2


def test_a_path_with_signs_of_a_uri_opens(tmp_path: Path) -> None:
    folder = tmp_path / "50% of #1? é"
    create_corpus(folder, "Odd").close()
    with open_corpus(folder) as corpus:
        assert corpus.name == "Odd"


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CorpusError, match="not empty"):
        create_corpus(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_corpus_is_not_made_over_another(closed: Path) -> None:
    with pytest.raises(CorpusError, match="not empty"):
        create_corpus(closed)
    with open_corpus(closed) as corpus:
        assert _count(corpus) == 2


def test_making_can_be_repeated_after_it_broke_off(tmp_path: Path) -> None:
    folder = tmp_path / "Cables"
    folder.mkdir()
    (folder / "corpus.db.new").write_bytes(b"half")
    (folder / "writer.lock").touch()
    with create_corpus(folder) as corpus:
        assert _count(corpus) == 0


def test_a_missing_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus at"):
        open_corpus(tmp_path / "nowhere")


def test_a_newer_corpus_is_refused_and_unchanged(closed: Path) -> None:
    connection = sqlite3.connect(closed / "corpus.db")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    before = (closed / "corpus.db").read_bytes()
    for access in Access:
        with pytest.raises(CorpusTooNew, match="newer Reviewer"):
            open_corpus(closed, access)
    assert (closed / "corpus.db").read_bytes() == before


def test_a_foreign_database_is_refused_and_unchanged(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "corpus.db")
    connection.execute("CREATE TABLE bookmark (title)")
    connection.close()
    before = (tmp_path / "corpus.db").read_bytes()
    with pytest.raises(CorpusError, match="another program"):
        open_corpus(tmp_path, Access.WRITE)
    assert (tmp_path / "corpus.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"garbage" * 1000])
def test_what_does_not_begin_like_a_database_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "corpus.db").write_bytes(content)
    with pytest.raises(CorpusDamaged, match="damaged"):
        open_corpus(tmp_path, Access.WRITE)
    assert (tmp_path / "corpus.db").read_bytes() == content


@pytest.mark.parametrize("access", [Access.READ, Access.WRITE])
@pytest.mark.parametrize("kept_bytes", [100, 4096, 20_000])
def test_a_cut_file_is_damaged(closed: Path, access: Access, kept_bytes: int) -> None:
    database = closed / "corpus.db"
    database.write_bytes(database.read_bytes()[:kept_bytes])
    with pytest.raises(CorpusDamaged, match="damaged"):
        open_corpus(closed, access)


def test_a_page_of_garbage_is_told_when_it_is_met(tmp_path: Path) -> None:
    make_corpus(tmp_path / "c", ["long text " * 2000] * 20).close()
    content = bytearray((tmp_path / "c" / "corpus.db").read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    (tmp_path / "c" / "corpus.db").write_bytes(content)
    with (
        open_corpus(tmp_path / "c") as corpus,
        pytest.raises(CorpusDamaged),
        corpus.read() as connection,
    ):
        connection.execute(text("PRAGMA integrity_check"))
        documents.texts(connection, range(1, 21))


def test_a_second_process_that_wants_to_write_is_told(
    closed: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(CorpusInUse, match="another Reviewer window"):
        open_corpus(closed, Access.WRITE)
    with open_corpus(closed) as reading:
        assert _count(reading) == 2


def test_a_second_writer_in_the_same_process_is_told(closed: Path) -> None:
    with open_corpus(closed, Access.WRITE), pytest.raises(CorpusInUse):
        open_corpus(closed, Access.WRITE)


def test_the_lock_of_a_killed_process_is_free_again(
    closed: Path, holder: subprocess.Popen[str]
) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with open_corpus(closed, Access.WRITE) as corpus:
        _add_item(corpus)


def test_the_lock_is_free_after_another_thread_closed_the_corpus(closed: Path) -> None:
    corpus = open_corpus(closed, Access.WRITE)
    closing = threading.Thread(target=corpus.close)
    closing.start()
    closing.join()
    open_corpus(closed, Access.WRITE).close()


def test_the_lock_is_free_after_opening_failed(closed: Path) -> None:
    database = closed / "corpus.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:8192])
    with pytest.raises(CorpusDamaged):
        open_corpus(closed, Access.WRITE)
    database.write_bytes(whole)
    open_corpus(closed, Access.WRITE).close()


def test_a_worker_writes_under_the_lock_of_its_parent(closed: Path) -> None:
    with open_corpus(closed, Access.WRITE), open_corpus(closed, Access.WORKER) as worker:
        _add_item(worker)


def test_a_reader_sees_what_is_committed_and_keeps_its_view_while_it_reads(closed: Path) -> None:
    paths = select(ImportItem.path)
    with open_corpus(closed, Access.WRITE) as writer, open_corpus(closed) as reader:
        with reader.read() as connection:
            assert connection.scalars(paths).all() == []
            _add_item(writer, "a")
            assert connection.scalars(paths).all() == []
        with reader.read() as connection:
            assert connection.scalars(paths).all() == ["a"]


def test_a_reader_refuses_to_write(closed: Path) -> None:
    with open_corpus(closed) as corpus:
        with pytest.raises(CorpusReadOnly, match="reading only"), corpus.write():
            pass
        # Nor can a query slip a change in.
        with pytest.raises(StorageError), corpus.read() as connection:
            connection.execute(text("DELETE FROM document_text"))


def test_a_block_that_fails_leaves_nothing(closed: Path) -> None:
    with open_corpus(closed, Access.WRITE) as corpus:
        with pytest.raises(ZeroDivisionError), corpus.write() as connection:
            connection.execute(
                insert(ImportItem).values(import_id="1", path="p", outcome="x", at="")
            )
            _ = 1 / 0
        with corpus.read() as connection:
            assert connection.scalars(select(ImportItem.path)).all() == []


def test_trouble_with_other_files_is_not_blamed_on_the_corpus(closed: Path) -> None:
    with open_corpus(closed) as corpus:
        with pytest.raises(FileNotFoundError), corpus.read():
            (closed / "no such file").read_bytes()
        with pytest.raises(sqlite3.DatabaseError), corpus.read():
            sqlite3.connect(closed / "no" / "such.db")


def test_writes_from_many_threads_all_arrive(closed: Path) -> None:
    def add_ten(corpus: Corpus) -> None:
        for _ in range(10):
            _add_item(corpus)

    with open_corpus(closed, Access.WRITE) as corpus:
        threads = [threading.Thread(target=add_ten, args=[corpus]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with corpus.read() as connection:
            assert len(connection.scalars(select(ImportItem.id)).all()) == 80


FILL = """
import resource, sys
from pathlib import Path
from sqlalchemy import insert
from reviewer.corpus.database import Access, open_corpus
from reviewer.corpus.schema import ImportItem
from reviewer.errors import StorageError
corpus = open_corpus(Path(sys.argv[1]), Access.WRITE)
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for number in range(10_000):
    try:
        with corpus.write() as connection:
            row = insert(ImportItem).values(
                import_id="1", path=str(number), outcome="x" * 20_000, at=""
            )
            connection.execute(row)
    except StorageError as error:
        print("refused:", error, flush=True)
        break
    print(number, flush=True)
"""


def test_a_file_that_cannot_grow_is_told_and_keeps_everything_saved_before(closed: Path) -> None:
    limit = resource.getpagesize() * 400
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(closed), str(limit)],
        capture_output=True,
        text=True,
        check=True,
    )
    *acknowledged, refusal = done.stdout.splitlines()
    assert refusal.startswith("refused:")
    assert "safe" in refusal
    assert acknowledged
    with open_corpus(closed, Access.WRITE) as corpus, corpus.read() as connection:
        assert connection.scalars(select(ImportItem.path)).all() == acknowledged
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


def test_a_full_disk_is_told_and_the_corpus_goes_on(closed: Path) -> None:
    with open_corpus(closed, Access.WRITE) as corpus:
        with pytest.raises(StorageError, match="disk is full"), corpus.write() as connection:
            connection.execute(text("PRAGMA max_page_count = 1"))
            connection.execute(
                insert(ImportItem).values(import_id="1", path="p", outcome="x" * 10**6, at="")
            )
        assert _count(corpus) == 2


READ_ONLY = """
import os, sys
from pathlib import Path
from reviewer.corpus import documents
from reviewer.corpus.database import Access, open_corpus
from reviewer.errors import StorageError
if os.geteuid() == 0:  # who may write everywhere
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
with open_corpus(Path(sys.argv[1])) as corpus, corpus.read() as connection:
    print(documents.document_text(connection, 1))
try:
    open_corpus(Path(sys.argv[1]), Access.WRITE)
except StorageError as error:
    print(error)
"""


def test_a_folder_that_cannot_be_written_to_opens_for_reading() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "Cables"
        make_corpus(folder, ["on a stick"]).close()
        folder.chmod(0o555)
        (folder / "corpus.db").chmod(0o444)
        (folder / "writer.lock").chmod(0o444)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    read, told = done.stdout.splitlines()
    assert read == "on a stick"
    assert "can still be opened for reading" in told
