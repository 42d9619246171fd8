from __future__ import annotations

import pytest

from reviewer.errors import ReadError
from reviewer.ingest.mapping import TableMapping, TablePreview, document_of, guess_mapping
from reviewer.ingest.rows import Row
from reviewer.model import ParsedDocument


def test_the_mapping_is_guessed_from_names() -> None:
    columns = ("id", "Subject", "Date Sent", "from", "to", "embassy", "Classification", "body", "x")
    assert guess_mapping(TablePreview(columns, ())) == TableMapping(
        text="body",
        title="Subject",
        date="Date Sent",
        external_id="id",
        origin="embassy",
        classification="Classification",
        sender="from",
        recipients="to",
    )


def test_without_a_name_the_longest_column_is_the_text() -> None:
    preview = TablePreview(("id", "a", "b"), (("1" * 99, "short", "a longer text"),))
    assert guess_mapping(preview).text == "b"


def test_a_table_of_nothing_has_no_text() -> None:
    assert guess_mapping(TablePreview(("a", "b"), (("", ""),))).text is None


def test_a_mapping_is_remembered() -> None:
    mapping = TableMapping(text="body", table='the "wires"')
    assert TableMapping.from_json(mapping.to_json()) == mapping
    assert TableMapping.from_json('{"text": "a", "colour": "b", "title": 3}').text == "a"
    for broken in ("{", "[]"):
        with pytest.raises(ReadError):
            TableMapping.from_json(broken)


def test_the_text_is_the_cell_and_the_rest_is_kept() -> None:
    values = {
        "body": " Text\r\n\x00 as it is ",
        "title": " A\n title ",
        "date": "May 2006",
        "to": ["a@example.org", "b@example.org"],
        "meta": {"k": ["é", 1]},
        "flag": True,
        "none": None,
        "empty": "",
    }
    mapping = TableMapping(text="body", title="title", date="date", recipients="to")
    assert document_of(Row("row 3", values), mapping) == ParsedDocument(
        " Text\r\n\x00 as it is ",
        locator="row 3",
        title="A title",
        date="2006-05",
        recipients="a@example.org; b@example.org",
        metadata={"meta": '{"k":["é",1]}', "flag": "true", "date": "May 2006"},
    )


def test_a_date_that_cannot_be_read_is_kept_as_written() -> None:
    document = document_of(
        Row("row 1", {"body": "x", "date": "soon"}), TableMapping(text="body", date="date")
    )
    assert isinstance(document, ParsedDocument)
    assert document.date is None
    assert document.metadata == {"date": "soon"}


def test_a_row_without_text_says_so() -> None:
    for values in ({"body": None}, {"body": " \n"}, {}):
        found = document_of(Row("row 1", values), TableMapping(text="body"))
        assert found == "This row has no text in the column “body”."


def test_a_column_that_is_named_like_its_table_is_kept() -> None:
    found = document_of(
        Row("row 1", {"body": "a", "wires": "b"}), TableMapping("body", table="wires")
    )
    assert isinstance(found, ParsedDocument) and found.metadata == {"wires": "b"}
