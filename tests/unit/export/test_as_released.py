from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reviewer.export.as_released import AsReleased, as_released
from reviewer.model import Document, Marks, Status
from reviewer.review.release import released
from tests.unit.export.test_hiding import REASON, TOKEN, redaction

DOCUMENT = Document(
    id=1,
    title="Petrov's call",
    date="2005-06-14",
    origin="Embassy Velmora",
    classification="SECRET",
    sender="Petrov",
    recipients=None,
    author=None,
    external_id="05VELMORA12",
    locator="",
    source_path="letters/petrov.txt",
    format="text",
    metadata={"Subject": "call of PETROV"},
    text_sha256="",
    char_count=0,
    status=Status.UNREVIEWED,
    note="Petrov is the source",
    imported_at="",
    parent_id=None,
    thread=None,
    as_imported={"title": "Petrov"},
)


def shown(text: str, *quotes: str | None, document: Document = DOCUMENT) -> AsReleased:
    marks = Marks(redactions=tuple(redaction(text, each, n) for n, each in enumerate(quotes, 1)))
    return as_released(document, text, marks, {}, {1: REASON})


def test_what_is_redacted_in_the_text_is_hidden_in_all_that_is_told_of_the_document() -> None:
    told = shown("Petrov called.", "Petrov").document
    assert "petrov" not in repr(told).casefold()
    assert (told.title, told.sender) == (f"{TOKEN}'s call", TOKEN)
    assert (told.date, told.origin, told.external_id) == (
        "2005-06-14",
        "Embassy Velmora",
        "05VELMORA12",
    )


def test_a_document_without_redactions_is_told_as_it_is_but_for_what_is_hers() -> None:
    assert shown("Petrov called.").document == replace(DOCUMENT, note="", as_imported={})


def test_of_a_withheld_document_only_what_an_index_needs_is_told() -> None:
    told = shown("Nothing of this.", None)
    assert told.standing == ()
    assert "petrov" not in repr(told.document).casefold()
    assert (told.document.title, told.document.source_path) == (TOKEN, TOKEN)
    assert (told.document.date, told.document.origin) == ("2005-06-14", "Embassy Velmora")


def test_redacted_words_that_still_stand_are_told_the_most_frequent_first() -> None:
    text = "Petrov and Lind met. PETROV left; LIND stayed. Lind wrote."
    standing = shown(text, "Petrov", "Lind").standing
    assert [(each.words, each.times) for each in standing] == [("LIND", 2), ("PETROV", 1)]


@given(st.lists(st.sampled_from(["Petrov", "Lind", "met", "😀", "\n"]), min_size=1, max_size=20))
def test_what_still_stands_is_told_where_the_released_text_has_it(words: list[str]) -> None:
    text = " ".join(words)
    quotes = [each for each in ("Petrov", "Lind") if each in words]
    marks = [redaction(text, each, n) for n, each in enumerate(quotes, 1)]
    released_text = released(text, marks, {1: REASON}).text
    told = shown(text, *quotes)
    found = [released_text[span.start_cp : span.end_cp] for span in told.spans]
    expected = Counter({each: words.count(each) - 1 for each in quotes})
    assert Counter(found) == expected
    assert {each.words: each.times for each in told.standing} == +expected
    assert list(told.spans) == sorted(told.spans)
