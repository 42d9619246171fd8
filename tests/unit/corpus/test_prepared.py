"""What a document is made into before it is stored."""

import json

from reviewer.corpus.prepared import prepared
from reviewer.model import ParsedDocument


def test_fields_that_no_database_takes_are_made_storable() -> None:
    document = ParsedDocument(
        "a\ud800b", locator="l\ud800", title="t\udc00", metadata={"k": "\x00"}
    )
    made = prepared(document, "f\udcff.txt")
    assert made.body == "a\ufffdb"
    assert made.fields["locator"] == "l\ufffd"
    assert made.fields["title"] == "t\ufffd"
    assert json.loads(made.fields["metadata"]) == {"k": "\ufffd"}


def test_the_name_of_the_file_is_the_title_of_last_resort() -> None:
    assert prepared(ParsedDocument("a"), "f\udcff.txt").fields["title"] == "f\ufffd.txt"
