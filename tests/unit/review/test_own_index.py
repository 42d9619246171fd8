"""An index is searched only by the corpus whose texts it holds."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.errors import IndexUnavailable
from reviewer.jobs.index_job import is_complete, run_index
from reviewer.jobs.protocol import Control, Silence
from reviewer.review.documents import set_note
from reviewer.review.finding import Finder, Request
from reviewer.review.own_index import open_index
from reviewer.search.query import parse_query
from tests.corpora import add_documents, make_corpus


def indexed(folder: Path, texts: Sequence[str]) -> Path:
    """Make an indexed corpus with a line in its log, as every import leaves some."""
    with make_corpus(folder, texts) as corpus:
        set_note(corpus, 1, "read")
        run_index(corpus, Silence(), Control())
    return folder


def found(corpus: Corpus, query: str) -> list[int]:
    finder = Finder(corpus)
    try:
        return sorted(finder.find(Request(parse_query(query))).ids.tolist())
    finally:
        finder.close()


def test_the_index_of_another_corpus_is_not_searched_and_is_made_anew(tmp_path: Path) -> None:
    own = indexed(tmp_path / "Own", ["arms", "sale"])
    other = indexed(tmp_path / "Other", ["sale", "arms"])
    shutil.rmtree(own / "index")
    shutil.copytree(other / "index", own / "index")
    with open_corpus(own, Access.WRITE) as corpus:
        with pytest.raises(IndexUnavailable, match="made of another corpus"):
            found(corpus, "arms")
        assert found(corpus, "is:unreviewed") == [1, 2]  # which needs no index
        assert not is_complete(corpus)
        assert run_index(corpus, Silence(), Control()) == 2
        assert found(corpus, "arms") == [1]
        assert is_complete(corpus)


def test_an_index_that_is_newer_than_the_corpus_put_back_is_made_anew(tmp_path: Path) -> None:
    folder = indexed(tmp_path / "Own", ["arms"])
    shutil.copy(folder / "corpus.db", tmp_path / "copy.db")
    for text in ("sale", "igla"):
        with open_corpus(folder, Access.WRITE) as corpus:
            added = add_documents(corpus, [text])
            set_note(corpus, added[0], text)
            run_index(corpus, Silence(), Control())
        if text == "sale":
            shutil.copy(tmp_path / "copy.db", folder / "corpus.db")
    with open_corpus(folder, Access.READ) as corpus:
        assert found(corpus, "igla") == [2]
        assert found(corpus, "sale") == []


def test_an_index_made_before_the_first_import_becomes_the_corpus_own(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Own", []) as corpus:
        run_index(corpus, Silence(), Control())
        add_documents(corpus, ["arms"])
        set_note(corpus, 1, "read")
        run_index(corpus, Silence(), Control())
        index = open_index(corpus)
        assert index.log_hash
        index.close()
