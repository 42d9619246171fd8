import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from reviewer.corpus import annotations, documents
from reviewer.corpus.database import Access, Corpus, open_corpus
from reviewer.corpus.schema import LogLine
from reviewer.errors import Cancelled
from reviewer.export.excerpts import (
    COLUMNS,
    ExcerptFormat,
    excerpt_rows,
    preview_excerpts,
    write_excerpts,
)
from reviewer.export.tables import unguarded
from reviewer.review.entities import mention_new_entity
from reviewer.review.fields import correct_fields
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.review.tags import create_tag
from reviewer.text import normalise
from tests.corpora import make_corpus
from tests.unit.export.excerpts import place, read_csv, rows

TOKEN = "[REDACTED: Source protection]"
PERSON = 1
SOURCE_PROTECTION = 1
PERSONAL_DATA = 2

# What conventions ask for, in this order: other programs read the columns by name and by place.
CONVENTION = [
    "excerpt_id",
    "document_id",
    "document_title",
    "document_date",
    "document_origin",
    "classification",
    "source_path",
    "tag",
    "tag_path",
    "entity",
    "entity_type",
    "kind",
    "excerpt",
    "start_char",
    "end_char",
    "start_line",
    "context_before",
    "context_after",
    "note",
    "redaction_reasons",
    "reviewer",
    "created_at",
    "modified_at",
    "text_sha256",
]


def test_the_columns_are_those_of_the_convention(corpus: Corpus, tmp_path: Path) -> None:
    summary = write_excerpts(corpus, tmp_path / "out.csv", None)

    head = summary.path.read_bytes().split(b"\r\n")[0]
    assert head == b"\xef\xbb\xbf" + ",".join(f'"{name}"' for name in CONVENTION).encode()


def test_rows_tell_fields_as_they_were_corrected(corpus: Corpus) -> None:
    add_highlight(corpus, 1, *place(corpus, 1, "missiles"))
    correct_fields(corpus, [1], {"title": "Stocks", "date": "2005-06", "origin": "Legation"})
    (row,) = rows(corpus)
    told = (row.document_title, row.document_date, row.document_origin)
    assert told == ("Stocks", "2005-06", "Legation")


def test_a_highlight_has_a_row_for_each_of_its_tags(corpus: Corpus) -> None:
    weapons = create_tag(corpus, "Weapons").new_id
    missiles = create_tag(corpus, "Missiles", parent_id=weapons).new_id
    assert weapons and missiles
    add_highlight(corpus, 1, *place(corpus, 1, "missiles"), [weapons, missiles], note="see 2")
    add_highlight(corpus, 2, *place(corpus, 2, "the consul"))

    first, second, untagged = rows(corpus)

    assert [first.excerpt_id, second.excerpt_id, untagged.excerpt_id] == ["H1-T1", "H1-T2", "H2"]
    assert [second.tag, second.tag_path] == ["Missiles", "Weapons > Missiles"]
    assert [first.excerpt, first.start_char, first.end_char] == ["missiles", 41, 49]
    assert first.context_before == "The embassy in Port Lisse reports on the "
    assert first.context_after == ". The missiles were not found."
    assert first.note == "see 2"
    assert [untagged.tag, untagged.start_line, untagged.kind] == ["", 2, "highlight"]


def test_mentions_and_redactions_have_rows_of_their_own(corpus: Corpus) -> None:
    mention_new_entity(corpus, 2, *place(corpus, 2, "Mwangi"), "R. Mwangi", PERSON)
    redact_passage(corpus, 2, *place(corpus, 2, "nobody"), [PERSONAL_DATA], note="asked")
    redact_document(corpus, 3, [SOURCE_PROTECTION, PERSONAL_DATA])

    mention, passage, whole = rows(corpus, redacted=False)

    assert [mention.excerpt_id, mention.kind, mention.excerpt] == ["M1", "mention", "Mwangi"]
    assert [mention.entity, mention.entity_type] == ["R. Mwangi", "Person"]
    assert [passage.excerpt_id, passage.kind, passage.excerpt] == ["R1", "redaction", "nobody"]
    assert [passage.redaction_reasons, passage.note] == ["Personal data", "asked"]
    assert [whole.start_char, whole.end_char, whole.start_line] == [None, None, None]
    assert whole.redaction_reasons == "Source protection; Personal data"


def test_rows_stand_in_the_order_of_document_place_kind_and_tag(corpus: Corpus) -> None:
    later = create_tag(corpus, "B").new_id
    earlier = create_tag(corpus, "A").new_id
    assert later and earlier
    consul = place(corpus, 2, "consul")
    redact_passage(corpus, 2, *consul, [1])
    mention_new_entity(corpus, 2, *consul, "Consul", PERSON)
    add_highlight(corpus, 2, *consul, [later, earlier])
    add_highlight(corpus, 2, 0, 5)
    add_highlight(corpus, 2, 0, 3)
    add_highlight(corpus, 1, 10, 12)

    ids = [row.excerpt_id for row in rows(corpus)]

    assert ids == ["H4", "H3", "H2", "H1-T2", "H1-T1", "M1", "R1"]


def test_a_scope_gives_its_own_documents_only(corpus: Corpus) -> None:
    for document_id in (1, 2, 3):
        add_highlight(corpus, document_id, 0, 3)

    assert [row.document_id for row in excerpt_rows(corpus, [3, 1, 3, 99])] == [1, 3]
    assert [row.document_id for row in preview_excerpts(corpus, None, 2)] == [1, 2]
    assert list(excerpt_rows(corpus, [])) == []


def test_a_mark_that_overlaps_a_redaction_gives_its_reasons(corpus: Corpus) -> None:
    add_highlight(corpus, 1, 0, 20)
    add_highlight(corpus, 1, 60, 70)
    redact_passage(corpus, 1, 15, 25, [PERSONAL_DATA])

    reasons = [row.redaction_reasons for row in rows(corpus, redacted=False)]

    assert reasons == ["Personal data", "Personal data", ""]


def test_the_unredacted_export_is_named_in_its_file_and_in_the_log(
    corpus: Corpus, tmp_path: Path
) -> None:
    redact_passage(corpus, 1, *place(corpus, 1, "Port Lisse"), [1])

    summary = write_excerpts(corpus, tmp_path / "out.csv", None, redacted=False)
    again = write_excerpts(corpus, tmp_path / "b-UNREDACTED.csv", [1], redacted=False)
    plain = write_excerpts(corpus, tmp_path / "out.csv", [1, 2])

    assert [path.name for path in (summary.path, again.path, plain.path)] == [
        "out-UNREDACTED.csv",
        "b-UNREDACTED.csv",
        "out.csv",
    ]
    assert read_csv(summary.path)[0]["excerpt"] == "Port Lisse"
    with corpus.read() as connection:
        query = select(LogLine.action, LogLine.after).where(LogLine.subject == "export")
        lines = [(line.action, json.loads(line.after)) for line in connection.execute(query)]
    assert [action for action, _ in lines] == [
        "export excerpts unredacted",
        "export excerpts unredacted",
        "export excerpts",
    ]
    assert [facts["scope"] for _, facts in lines] == ["all documents", "1 document", "2 documents"]
    assert [facts["redacted"] for _, facts in lines] == [False, False, True]
    assert lines[0][1]["sha256"] == hashlib.sha256(summary.path.read_bytes()).hexdigest()
    assert lines[0][1]["rows"] == 1


def test_the_summary_tells_what_was_written(corpus: Corpus, tmp_path: Path) -> None:
    add_highlight(corpus, 1, 0, 3)
    add_highlight(corpus, 1, 5, 8)
    add_highlight(corpus, 2, 0, 3)

    summary = write_excerpts(corpus, tmp_path / "out.csv", None)

    content = summary.path.read_bytes()
    assert [summary.rows, summary.documents, summary.warnings] == [3, 2, ()]
    assert [summary.size_bytes, summary.sha256] == [
        len(content),
        hashlib.sha256(content).hexdigest(),
    ]


def test_the_same_corpus_gives_the_same_bytes(corpus: Corpus, tmp_path: Path) -> None:
    add_highlight(corpus, 1, 0, 30)

    first = write_excerpts(corpus, tmp_path / "a.csv", None)
    second = write_excerpts(corpus, tmp_path / "b.csv", [2, 1])

    assert first.sha256 == second.sha256


def test_long_cells_are_whole_and_counted(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["x" * 40_000]) as corpus:
        add_highlight(corpus, 1, 0, 40_000)
        summary = write_excerpts(corpus, tmp_path / "out.csv", None)

    assert len(read_csv(summary.path)[0]["excerpt"]) == 40_000
    assert [w.split(" characters")[0] for w in summary.warnings] == ["1 cell is longer than 32,767"]


def test_a_corpus_open_for_reading_is_exported_without_a_log_line(
    corpus: Corpus, tmp_path: Path
) -> None:
    add_highlight(corpus, 1, 0, 3)
    with open_corpus(corpus.paths.folder, Access.READ) as reading:
        summary = write_excerpts(reading, tmp_path / "out.csv", None)

    assert summary.rows == 1
    assert "no line in the review log" in summary.warnings[0]


def test_a_cancelled_export_leaves_nothing(corpus: Corpus, tmp_path: Path) -> None:
    for document_id in (1, 2, 3):
        add_highlight(corpus, document_id, 0, 3)
    seen: list[tuple[int, int]] = []
    before = sorted(tmp_path.iterdir())

    with pytest.raises(Cancelled):
        write_excerpts(
            corpus,
            tmp_path / "out.csv",
            None,
            progress=lambda done, total: seen.append((done, total)),
            cancelled=lambda: len(seen) == 2,
        )

    assert sorted(tmp_path.iterdir()) == before
    assert seen == [(0, 3), (1, 3)]


def test_presets_have_the_columns_of_their_programs(corpus: Corpus, tmp_path: Path) -> None:
    parent = create_tag(corpus, "Weapons").new_id
    child = create_tag(corpus, "Missiles", parent_id=parent).new_id
    assert child
    corpus.reviewer = "ana"
    add_highlight(corpus, 1, *place(corpus, 1, "missiles"), [child], note="memo")
    redact_passage(corpus, 2, 0, 3, [1])

    def written(format: ExcerptFormat) -> Sequence[dict[str, str]]:
        return read_csv(write_excerpts(corpus, tmp_path / "o.csv", None, format=format).path)

    assert written(ExcerptFormat.TAGUETTE) == [
        {
            "id": "H1-T2",
            "document": "Document 1",
            "tag": "Weapons > Missiles",
            "content": "missiles",
        }
    ]
    assert written(ExcerptFormat.QUALCODER) == [
        {
            "File": "Document 1",
            "Coder": "ana",
            "Coded": "missiles",
            "Id": "H1-T2",
            "Codename": "Missiles",
            "Coded_Memo": "memo",
            "Category": "Weapons",
        }
    ]


# --- what is written is what the corpus holds ---

STORED = st.text(
    alphabet=st.one_of(
        st.sampled_from("=+-@'\"\t\r\n\0,;\u2028\u00a0😀e\u0301שׁمر"),
        st.characters(blacklist_categories=["Cs"]),
    ),
    min_size=1,
    max_size=80,
)


@settings(max_examples=40, deadline=None)
@given(raw=STORED, note=STORED, title=STORED, data=st.data())
def test_both_formats_give_back_exactly_what_the_corpus_holds(
    raw: str, note: str, title: str, data: st.DataObject
) -> None:
    text = normalise(raw)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with make_corpus(folder / "Cables", [raw], title=title) as corpus:
            tag = create_tag(corpus, "=1+1").new_id
            assert tag
            add_highlight(corpus, 1, start, end, [tag], note=note)
            table = write_excerpts(corpus, folder / "out.csv", None)
            lines = write_excerpts(corpus, folder / "out.jsonl", None, format=ExcerptFormat.JSONL)
            with corpus.read() as connection:
                [highlight] = annotations.highlights(connection)
                document = documents.document(connection, 1)
        [row] = read_csv(table.path)
        with lines.path.open(encoding="utf-8", newline="\n") as file:
            [line] = [json.loads(text_line) for text_line in file]
    assert document
    expected: dict[str, Any] = {
        "excerpt_id": "H1-T1",
        "document_title": document.title,
        "tag": "=1+1",
        "excerpt": highlight.quote,
        "start_char": highlight.start_cp,
        "end_char": highlight.end_cp,
        "start_line": text[:start].count("\n") + 1,
        "context_before": text[max(0, start - 80) : start],
        "context_after": text[end : end + 80],
        "note": highlight.note,
        "created_at": highlight.created_at,
        "text_sha256": document.text_sha256,
    }
    assert {name: line[name] for name in expected} == expected
    assert {name: unguarded(row[name]) for name in expected} == {
        name: str(value) for name, value in expected.items()
    }
    assert tuple(line) == tuple(row) == tuple(COLUMNS)
    assert not any(row[name].startswith(tuple("=+-@\t\r\0")) for name in ("note", "tag", "excerpt"))
