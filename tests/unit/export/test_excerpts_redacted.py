"""What is redacted does not leave with the excerpts."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.corpus.database import Corpus
from reviewer.export.excerpts import ExcerptFormat, write_excerpts
from reviewer.review.documents import set_note
from reviewer.review.entities import create_entity, mention_new_entity
from reviewer.review.highlights import add_highlight
from reviewer.review.redactions import redact_document, redact_passage
from reviewer.review.tags import create_tag
from tests.corpora import make_corpus
from tests.unit.export.excerpts import place, read_csv, rows

TOKEN = "[REDACTED: Source protection]"
PERSON = 1
SOURCE_PROTECTION = 1
PERSONAL_DATA = 2


def leaks(path: Path, secret: str) -> bool:
    """Tell whether a secret stands anywhere in a file, however it is cased or broken."""
    written = path.read_text(encoding="utf-8-sig").replace(TOKEN, "\0")
    return secret.casefold() in " ".join(written.split()).casefold()


def test_a_redacted_name_is_nowhere_in_the_file(tmp_path: Path) -> None:
    text = "We saw Viktor Petrov there. Later VIKTOR\nPETROV and the minister talked of arms."
    with make_corpus(
        tmp_path / "Cables",
        [text],
        title="Meeting with Viktor Petrov",
        origin="Viktor Petrov's office",
        classification="EYES ONLY VIKTOR PETROV",
    ) as corpus:
        tag = create_tag(corpus, "viktor petrov").new_id
        assert tag
        name = place(corpus, 1, "Viktor Petrov")
        again = place(corpus, 1, "VIKTOR\nPETROV")
        redact_passage(corpus, 1, *name, [SOURCE_PROTECTION], note="Viktor Petrov asked for it")
        mention_new_entity(corpus, 1, *name, "Viktor Petrov", PERSON)
        add_highlight(corpus, 1, *again, [tag], note="is viktor  petrov")
        add_highlight(corpus, 1, *place(corpus, 1, "and the minister"))
        set_note(corpus, 1, "Viktor Petrov")

        for format in ExcerptFormat:
            summary = write_excerpts(corpus, tmp_path / f"out.{format}", None, format=format)
            assert not leaks(summary.path, "Viktor Petrov")
            assert not leaks(summary.path, "Petrov")

        unmarked = next(row for row in rows(corpus) if row.tag)
        assert unmarked.excerpt == TOKEN
        assert unmarked.document_title == f"Meeting with {TOKEN}"
        assert unmarked.note == f"is {TOKEN}"
        assert unmarked.tag_path == TOKEN


def test_an_excerpt_that_repeats_what_is_redacted_is_counted(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["Petrov came. Petrov left."]) as corpus:
        redact_passage(corpus, 1, 0, 6, [1])
        add_highlight(corpus, 1, 13, 24)
        summary = write_excerpts(corpus, tmp_path / "out.csv", None)

    assert [row["excerpt"] for row in read_csv(summary.path)] == [TOKEN, f"{TOKEN} left"]
    [warning] = summary.warnings
    assert warning.startswith("1 excerpt names what is redacted elsewhere in the same document")


def test_a_name_cut_by_the_edge_of_the_context_does_not_show(tmp_path: Path) -> None:
    text = f"{'x ' * 20}Viktor Petrov{' y' * 36} MARK{' z' * 36} Viktor Petrov{' w' * 20}"
    with make_corpus(tmp_path / "Cables", [text]) as corpus:
        redact_passage(corpus, 1, *place(corpus, 1, "Viktor Petrov"), [1])
        redact_passage(corpus, 1, *place(corpus, 1, "Viktor Petrov", 1), [1])
        add_highlight(corpus, 1, *place(corpus, 1, "MARK"))
        row = next(row for row in rows(corpus) if row.kind == "highlight")

    assert row.context_before == f"{TOKEN}{' y' * 36} "
    assert row.context_after == f"{' z' * 36} {TOKEN}"


def test_an_unmarked_name_cut_by_the_edge_of_the_context_does_not_show(tmp_path: Path) -> None:
    text = f"Viktor Petrov{' y' * 36} MARK; it was Viktor Petrov"
    with make_corpus(tmp_path / "Cables", [text]) as corpus:
        redact_passage(corpus, 1, *place(corpus, 1, "Viktor Petrov", 1), [1])
        add_highlight(corpus, 1, *place(corpus, 1, "MARK"))
        row = next(row for row in rows(corpus) if row.kind == "highlight")

    assert row.context_before == f"{TOKEN}{' y' * 36} "


def test_a_hidden_mention_does_not_name_its_entity(tmp_path: Path) -> None:
    with make_corpus(tmp_path / "Cables", ["Our source came. Bo is his name."]) as corpus:
        redact_passage(corpus, 1, *place(corpus, 1, "Our source"), [1])
        # The entity's name is not in the redacted words, and too short to be looked for.
        mention_new_entity(corpus, 1, *place(corpus, 1, "source"), "Bo", PERSON)
        row = next(row for row in rows(corpus) if row.kind == "mention")

    assert [row.entity, row.excerpt] == [TOKEN, TOKEN]


def test_entities_of_other_documents_keep_their_names(corpus: Corpus) -> None:
    create_entity(corpus, "Nobody", PERSON)
    redact_passage(corpus, 1, *place(corpus, 1, "Port Lisse"), [1])
    mention_new_entity(corpus, 2, *place(corpus, 2, "Mwangi"), "Port Lisse", PERSON)

    assert [row.entity for row in rows(corpus) if row.kind == "mention"] == ["Port Lisse"]


def test_nothing_of_a_withheld_document_is_told(tmp_path: Path) -> None:
    with make_corpus(
        tmp_path / "Cables", ["Ana Ilić met Bo.", "Other."], title="Ana Ilić"
    ) as corpus:
        add_highlight(corpus, 1, 0, 8, note="it is Ana")
        mention_new_entity(corpus, 1, 0, 8, "Ana Ilić", PERSON)
        redact_passage(corpus, 1, 13, 15, [2], note="Bo")
        redact_document(corpus, 1, [SOURCE_PROTECTION], note="Ana")
        summary = write_excerpts(corpus, tmp_path / "out.csv", None)

    for row in read_csv(summary.path):
        assert [row["excerpt"], row["document_title"]] == [TOKEN, TOKEN]
        assert [row["source_path"], row["context_before"], row["context_after"]] == [TOKEN, "", ""]
    assert not leaks(summary.path, "Ana") and not leaks(summary.path, "Bo")


SECRET = "Ana Ilic"
PIECES = st.sampled_from(
    ["Ana Ilic", "ANA\nILIC", "ana  ilic", "Ana", " ", "\n", "the consul ", "😀"]
)


@settings(max_examples=25, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=30),
    at=st.integers(0, 30),
    spans=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=6),
)
def test_whatever_is_highlighted_a_redacted_name_stays_inside(
    pieces: list[str], at: int, spans: list[tuple[int, int]]
) -> None:
    pieces.insert(min(at, len(pieces)), f" {SECRET} ")
    text = "".join(pieces)
    with tempfile.TemporaryDirectory() as name:
        with make_corpus(Path(name) / "Cables", [text], title=f"On {SECRET}") as corpus:
            redact_passage(corpus, 1, *place(corpus, 1, SECRET), [SOURCE_PROTECTION])
            for start, length in spans:
                if start < len(text):
                    end = min(len(text), start + length)
                    add_highlight(corpus, 1, start, end, note=text[start:end])
            summary = write_excerpts(corpus, Path(name) / "out.csv", None)
        assert not leaks(summary.path, SECRET)


def test_a_name_redacted_in_another_document_is_told(tmp_path: Path) -> None:
    texts = [
        "Ilyana Dostrova met us.",
        "They say that ILYANA\nDostrová, a clerk, sings in the choir.",
        "Dostrova alone is another matter.",
    ]
    with make_corpus(tmp_path / "Cables", texts) as corpus:
        redact_passage(corpus, 1, 0, 15, [1])
        add_highlight(corpus, 1, 16, 19)
        other = add_highlight(corpus, 2, 36, 43).new_id
        add_highlight(corpus, 3, 9, 14)
        summary = write_excerpts(corpus, tmp_path / "out.csv", None)
        unredacted = write_excerpts(corpus, tmp_path / "out.csv", None, redacted=False)
    [warning] = summary.warnings
    assert warning.startswith("1 excerpt names what is redacted in another document")
    assert f"H{other}." in warning
    assert unredacted.warnings == ()


@pytest.mark.parametrize("variant", ["Dostrova, Ilyana", "ilyana_dostrova.pdf", "DOSTROVÁ Ilyana"])
def test_a_name_redacted_in_another_document_is_told_however_it_is_written(
    tmp_path: Path, variant: str
) -> None:
    texts = ["Ilyana Dostrova met us.", f"The list: {variant} and others."]
    with make_corpus(tmp_path / "Cables", texts) as corpus:
        redact_passage(corpus, 1, 0, 15, [1])
        add_highlight(corpus, 2, 0, 8)
        summary = write_excerpts(corpus, tmp_path / "out.csv", None)
    [warning] = summary.warnings
    assert warning.startswith("1 excerpt names what is redacted in another document")
