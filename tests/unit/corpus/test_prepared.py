"""What a document is made into before it is stored."""

import json

import pytest

from reviewer.corpus.prepared import prepared
from reviewer.model import ParsedDocument, Region, RegionKind


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


def test_regions_in_a_text_that_would_be_changed_are_refused() -> None:
    # Their offsets would count in a text that nobody has.
    region = Region(0, 1, RegionKind.HIDDEN)
    with pytest.raises(ValueError, match="normalised"):
        prepared(ParsedDocument("a\r\nb", regions=(region,)), "a.txt")
