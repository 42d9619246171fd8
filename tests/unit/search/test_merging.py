import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.search import merging
from reviewer.search.index import SearchIndex
from reviewer.search.mapped import Fingerprint
from reviewer.search.merging import worth_merging
from reviewer.search.seal import SealedSegment
from tests.unit.search.documents import document

Held = dict[tuple[str, bytes, int], list[int]]


def held(index: SearchIndex) -> Held:
    """What an index holds of the documents that are left: positions by field, word and id."""
    found: Held = {}
    for segment in index.snapshot.segments:
        ids = segment.opened.file.array("ids").tolist()
        for name, field in segment.fields.items():
            for place, word in enumerate(field.words):
                postings = field.at(place)
                positions = postings.positions.tolist()
                for each, number in enumerate(postings.numbers.tolist()):
                    start = int(postings.starts[each])
                    if number not in segment.opened.removed:
                        end = start + int(postings.counts[each])
                        found[name, word, ids[number]] = positions[start:end]
    return found


def columns(index: SearchIndex) -> dict[int, tuple[int, ...]]:
    """What an index tells of each document that is left: its date and its lengths."""
    told: dict[int, tuple[int, ...]] = {}
    for segment in index.snapshot.segments:
        lengths = [segment.length_codes(field).tolist() for field in ("title", "body", "from")]
        file = segment.opened.file
        rows = zip(file.array("ids").tolist(), file.array("dates").tolist(), *lengths, strict=True)
        told |= {row[0]: row[1:] for i, row in enumerate(rows) if i not in segment.opened.removed}
    return told


texts = st.lists(st.sampled_from(["arms", "sale", "05MOSCOW12", "ätna", "z"]), max_size=12)
parts = st.fixed_dictionaries(
    {
        "body": texts.map(" ".join),
        "title": texts.map(" ".join),
        "sender": st.sampled_from([None, "Ana Díaz"]),
        "date": st.sampled_from([None, "1999", "2001-02-03"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(parts, min_size=1, max_size=4), min_size=1, max_size=6),
    st.sets(st.integers(0, 23)),
    st.integers(1, 30),
)
def test_merging_keeps_every_posting_of_every_document_that_is_left(
    commits: list[list[dict[str, str]]], removed: set[int], items_at_a_time: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(merging, "_ITEMS_AT_A_TIME", items_at_a_time)
        patch.setattr(merging, "_ALIKE", 100)
        index = SearchIndex.create(Path(folder, "index"))
        id_ = 0
        for commit in commits:
            index.add(document(id_ + place, **each) for place, each in enumerate(commit))
            id_ += len(commit)
        assert index.remove(removed) == len([each for each in removed if each < id_])
        before, told = held(index), columns(index)
        segments = len(index.snapshot.segments)
        patch.setattr(merging, "_ALIKE", max(2, segments))
        with index.writing() as writer:
            assert writer.merge() == (segments > 1)
        assert len(index.snapshot.segments) <= 1
        assert held(index) == before
        assert columns(index) == told
        assert len(told) == index.document_count == len(index.document_ids())
        index.close()


def sealed(documents: int, words: int = 0) -> SealedSegment:
    return SealedSegment(f"{random.random()}", documents, words, Fingerprint(0, "", ""))


@pytest.mark.parametrize("least", [1, 2_000, 2_500, 4_500, 5_000])
def test_few_segments_are_left_of_many_commits(least: int) -> None:
    chance = random.Random(least)
    segments: list[SealedSegment] = []
    rewritten = total = most = 0
    while total < 250_000:
        segments.append(sealed(chance.randint(least, max(least, 5_000)), 1_000_000))
        total += segments[-1].documents
        while group := worth_merging(segments):
            merged = sealed(sum(each.documents for each in group))
            rewritten += merged.documents
            segments = [each for each in segments if each not in group] + [merged]
            assert merged.documents <= 65_536
        most = max(most, len(segments))
    assert len(segments) <= 12
    assert most <= 14
    assert rewritten < 4 * total


def test_segments_of_long_documents_stay_smaller() -> None:
    long = [sealed(5_000, 30_000_000) for _ in range(3)]
    assert len(worth_merging(long)) == 2
    assert not worth_merging([sealed(5_000, 50_000_000) for _ in range(9)])
