"""The sample corpus that `reviewer sample` makes."""

import json
from pathlib import Path

import pytest

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import open_corpus
from reviewer.errors import Cancelled, CorpusError
from reviewer.jobs.protocol import Control
from reviewer.paths import resources_folder
from reviewer.review.check import check
from reviewer.sample import make_sample
from reviewer.search.index import SearchIndex
from tests.unit.jobs.reporting import Listener


def test_the_sample_is_whole_marked_and_searchable(tmp_path: Path) -> None:
    target = tmp_path / "new" / "Sample"
    assert make_sample(target, Listener(), Control())
    wanted = json.loads((resources_folder() / "sample" / "marks.json").read_text("utf-8"))
    with open_corpus(target) as corpus:
        assert corpus.name == "Sample"
        index = SearchIndex.open(corpus.paths.index)
        assert check(corpus, index).problems == []
        index.close()
        with corpus.read() as connection:
            assert documents.document_count(connection) >= 80
            assert len(annotations.tags(connection)) == len(wanted["tags"])
            assert len(annotations.highlights(connection)) == len(wanted["highlights"])
            assert len(annotations.mentions(connection)) == len(wanted["mentions"])
            assert len(annotations.redactions(connection)) == len(wanted["redactions"])
            assert documents.reviewed_count(connection) > 0
            first = documents.document(connection, 1)
            assert first is not None
            assert not Path(first.source_path).is_absolute()
    assert [path.name for path in target.parent.iterdir()] == ["Sample"]
    assert not make_sample(target, Listener(), Control())


def test_a_folder_with_something_else_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("hers")
    with pytest.raises(CorpusError, match="not empty"):
        make_sample(tmp_path, Listener(), Control())
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_broken_off_it_leaves_nothing(tmp_path: Path) -> None:
    control = Control()
    control.cancel()
    target = tmp_path / "new" / "Sample"
    with pytest.raises(Cancelled):
        make_sample(target, Listener(), control)
    assert list(target.parent.iterdir()) == []
