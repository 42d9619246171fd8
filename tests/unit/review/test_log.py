import pytest
from sqlalchemy import select, text

from reviewer.corpus.database import Corpus
from reviewer.corpus.schema import LogLine
from reviewer.review import entities, highlights, log, redactions, tags
from reviewer.review.changes import redo, undo


@pytest.fixture
def worked(corpus: Corpus) -> Corpus:
    corpus.reviewer = "Ana"
    tag = tags.create_tag(corpus, "Port").new_id
    assert tag is not None
    highlights.add_highlight(corpus, 1, 15, 25, [tag])
    redactions.redact_passage(corpus, 2, 8, 14, [1])
    entities.mention_new_entity(corpus, 1, 0, 3, "E", 1)
    highlights.set_highlight_span(corpus, 1, 20, 25)
    undo(corpus)
    redo(corpus)
    log.record(corpus, "export excerpts", "corpus", rows=1)
    return corpus


def _broken(corpus: Corpus) -> int | None:
    with corpus.read() as connection:
        return log.first_broken_line(connection)


def test_lines_say_who_did_what_where(worked: Corpus) -> None:
    with worked.read() as connection:
        lines = connection.execute(select(*LogLine.__table__.columns).order_by(LogLine.id)).all()
    assert {line.reviewer for line in lines} == {"Ana"}
    marked = [line for line in lines if line.action == "highlight “Port”"]
    assert [(line.subject, line.document_id, line.start_cp, line.end_cp) for line in marked] == [
        ("highlight", 1, 15, 25),
        ("highlight_tag", 1, 15, 25),
    ]
    moved = [line for line in lines if line.action == "change edges of highlight"]
    assert [line.direction for line in moved] == ["do", "undo", "redo"]
    assert lines[-1].after == '{"rows": 1}'


def test_no_line_holds_a_quote(worked: Corpus) -> None:
    with worked.read() as connection:
        lines = connection.execute(select(*LogLine.__table__.columns)).all()
    told = "\n".join(str(value) for line in lines for value in line)
    for quote in ("Port Lisse", "Lisse", "Mwangi"):
        assert quote not in told


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("SELECT 1", None),
        ("UPDATE log SET reviewer = 'Bo' WHERE id = 3", 3),
        ("UPDATE log SET at = '2001-01-01T00:00:00.000Z' WHERE id = 1", 1),
        ("UPDATE log SET start_cp = 16 WHERE id = 2", 2),
        ("DELETE FROM log WHERE id = 1", 2),
        ("DELETE FROM log WHERE id = 4", 5),
        ("DELETE FROM log WHERE id > 5", 6),
        ("DELETE FROM log", 1),
        (
            "UPDATE log SET id = -id WHERE id IN (3, 4);UPDATE log SET id = 7 + id WHERE id < 0",
            3,
        ),
    ],
)
def test_tampering_is_found_at_its_line(worked: Corpus, tampering: str, found: int | None) -> None:
    assert _broken(worked) is None
    with worked.write() as connection:
        for statement in tampering.split(";"):
            connection.execute(text(statement))
    assert _broken(worked) == found


def test_a_refused_change_leaves_no_line(corpus: Corpus) -> None:
    with pytest.raises(ZeroDivisionError), corpus.write() as connection:
        log.append(connection, "Ana", [log.Entry("x", "tag", "1")])
        _ = 1 / 0
    with corpus.read() as connection:
        assert connection.scalars(select(LogLine.id)).all() == []
    assert _broken(corpus) is None
