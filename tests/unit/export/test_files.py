import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import LogLine
from reviewer.errors import ExportError
from reviewer.export.excerpts import write_excerpts
from reviewer.export.log import write_log
from reviewer.review.highlights import add_highlight


@pytest.fixture
def marked(corpus: Corpus) -> Corpus:
    """A corpus with something to export."""
    add_highlight(corpus, 1, 0, 30, note="n" * 20_000)
    return corpus


def log_length(corpus: Corpus) -> int:
    with corpus.read() as connection:
        return connection.scalar(select(func.count()).select_from(LogLine)) or 0


def test_an_export_replaces_the_one_before_and_leaves_nothing_beside_it(
    marked: Corpus, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "out.csv").write_text("old")

    write_excerpts(marked, folder / "out.csv", None)

    assert [path.name for path in folder.iterdir()] == ["out.csv"]
    assert (folder / "out.csv").read_text(encoding="utf-8-sig").startswith('"excerpt_id"')


def test_a_folder_that_is_a_file_is_told(marked: Corpus, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    lines = log_length(marked)

    with pytest.raises(ExportError, match=r"There is no folder .*file"):
        write_excerpts(marked, tmp_path / "file" / "out.csv", None)
    with pytest.raises(ExportError, match=r"There is no folder .*file"):
        write_log(marked, tmp_path / "file" / "log.csv")

    assert (tmp_path / "file").read_text() == "mine"
    assert log_length(marked) == lines


def test_a_missing_folder_is_told(marked: Corpus, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"There is no folder .*gone.*No file was left behind"):
        write_excerpts(marked, tmp_path / "gone" / "out.csv", None)

    assert not (tmp_path / "gone").exists()


def test_a_target_that_is_a_folder_is_told(marked: Corpus, tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()

    with pytest.raises(ExportError, match=r"out\.csv is a folder"):
        write_excerpts(marked, tmp_path / "out.csv", None)

    assert (tmp_path / "out.csv").is_dir()


@pytest.mark.parametrize("name", ["corpus.db", "corpus.db-wal", "writer.lock", "index/x.csv"])
def test_the_corpus_itself_is_never_overwritten(marked: Corpus, name: str) -> None:
    marked.paths.index.mkdir(exist_ok=True)
    target = marked.paths.folder / name
    before = target.read_bytes() if target.exists() else None

    with pytest.raises(ExportError, match="part of the corpus itself"):
        write_excerpts(marked, target, None)

    assert (target.read_bytes() if target.exists() else None) == before


def test_an_export_that_cannot_be_logged_is_not_made(marked: Corpus, tmp_path: Path) -> None:
    with marked.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    (tmp_path / "out.csv").write_text("old")

    with pytest.raises(Exception, match="no"):
        write_excerpts(marked, tmp_path / "out.csv", None)

    assert (tmp_path / "out.csv").read_text() == "old"


if sys.platform != "win32":
    import resource

    def test_a_full_disk_leaves_the_export_that_was_there(marked: Corpus, tmp_path: Path) -> None:
        folder = tmp_path / "out"
        folder.mkdir()
        (folder / "out.csv").write_text("old")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        # Python ignores the signal, so that a write beyond the limit fails as on a full disk.
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
        try:
            with pytest.raises(ExportError, match=r"There is no room .*before is unchanged"):
                write_excerpts(marked, folder / "out.csv", None)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert [path.name for path in folder.iterdir()] == ["out.csv"]
        assert (folder / "out.csv").read_text() == "old"
