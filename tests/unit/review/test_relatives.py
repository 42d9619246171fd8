"""What belongs to a document: its parent, its attachments, its archive and its conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.prepared import prepared
from reviewer.model import ParsedDocument, Region, RegionKind, Remark, RemarkKind
from reviewer.review import relatives
from reviewer.review.relatives import Conversation, Listed, Relatives
from reviewer.review.remarking import remarks_to_tell, sentences


def stored(folder: Path, found: list[ParsedDocument], kind: str = "mbox") -> Corpus:
    corpus = create_corpus(folder)
    with corpus.write() as connection:
        source = imports.add_source(connection, "0" * 64, f"a.{kind}", kind, 10, "")
        imports.add_documents(connection, [(source, prepared(each, "a")) for each in found])
    return corpus


def around(corpus: Corpus, document_id: int) -> Relatives:
    with corpus.read() as connection:
        document = documents.document(connection, document_id)
        assert document is not None
        return relatives.relatives(connection, None, document)


def ids(listed: Listed) -> list[int]:
    return [row.id for row in listed.rows]


def message(number: int, date: str | None, thread: str | None) -> ParsedDocument:
    return ParsedDocument("Text.", f"message {number}", date=date, thread=thread)


def test_attachments_know_their_message_and_it_knows_them(tmp_path: Path) -> None:
    found = [
        ParsedDocument("Text.", "message 1", title="The stock"),
        ParsedDocument("A sheet.", "message 1/a.csv", parent="message 1"),
        ParsedDocument("A note.", "message 1/b.txt", parent="message 1"),
        ParsedDocument("Alone.", "message 2"),
    ]
    with stored(tmp_path / "Mail", found) as corpus:
        assert ids(around(corpus, 1).attached) == [2, 3]
        parent = around(corpus, 3).parent
        assert parent is not None
        assert (parent.id, parent.title) == (1, "The stock")
        assert around(corpus, 4) == Relatives()


def test_what_is_attached_and_could_not_be_read_is_told_with_the_reason(tmp_path: Path) -> None:
    found = [
        ParsedDocument("Text.", "message 1", title="The stock"),
        ParsedDocument("Inner.", "message 1/a.eml", parent="message 1"),
        ParsedDocument("Read.", "message 1/b.pdf", parent="message 1"),
        ParsedDocument("Text.", "message 10"),
    ]
    with stored(tmp_path / "Mail", found) as corpus:
        with corpus.write() as connection:
            for place, reason in (
                ("message 1/b.pdf", "It was locked."),  # and read in a later import
                ("message 1/c.zip/d.doc", "It is old."),
                ("message 1/e.bin", "It was locked."),
                ("message 1/e.bin", "It is locked."),
                ("message 1/a.eml/f.bin", "It belongs to the inner message."),
                ("message 10/g.bin", "It is unknown."),
            ):
                item = imports.Item("/in/a.mbox", imports.Outcome.FAILED, reason, 0, place)
                imports.add_items(connection, "1", [item])
            other = imports.Item("/in/b.mbox", imports.Outcome.FAILED, "No.", 0, "message 1/h.bin")
            imports.add_items(connection, "1", [other])
        assert around(corpus, 1).unread == (
            ("c.zip/d.doc", "It is old."),
            ("e.bin", "It is locked."),
        )
        assert around(corpus, 2).unread == (("f.bin", "It belongs to the inner message."),)
        assert around(corpus, 4).unread == (("g.bin", "It is unknown."),)


def test_the_confidence_of_text_recognition_is_told(tmp_path: Path) -> None:
    regions = (
        Region(0, 5, RegionKind.RECOGNISED, "71"),
        Region(6, 9, RegionKind.RECOGNISED, "95"),
        Region(0, 5, RegionKind.PAGE, "1"),
    )
    remarks = (Remark(RemarkKind.RECOGNISED, "pages 1"), Remark(RemarkKind.HIDDEN, "1 comment"))
    found = [ParsedDocument("Text. Text.", "1", regions=regions, remarks=remarks)]
    with stored(tmp_path / "Scans", found) as corpus, corpus.read() as connection:
        assert sentences(remarks_to_tell(connection, 1)) == [
            "Read from pictures, so letters may be wrong: pages 1; confidence 71 to 95 %.",
            "Holds what a reader of the source would not see: 1 comment.",
        ]


def test_what_lay_in_the_same_archive_stands_beside_it(tmp_path: Path) -> None:
    found = [
        ParsedDocument("Mail.", "a.eml"),
        ParsedDocument("Sheet.", "a.eml/a.csv", parent="a.eml"),
        ParsedDocument("Note.", "b.txt"),
    ]
    with stored(tmp_path / "Archive", found, "zip") as corpus:
        beside = around(corpus, 3).beside
        assert (ids(beside), beside.place) == ([1, 3], 2)
        assert around(corpus, 2).beside == Listed()


def test_a_conversation_goes_by_the_moment_whatever_zone_it_was_written_in(tmp_path: Path) -> None:
    found = [
        message(1, "2005-06-03T10:00:00+05:00", "<1@x.example>"),
        message(2, "2005-06-03T06:00:00Z", "<1@x.example>"),
        message(3, None, "<1@x.example>"),
        message(4, "2005-06-02", "<1@x.example>"),
        message(5, "2005-06", "<1@x.example>"),
        message(6, "2005-06-03", "<6@x.example>"),
    ]
    with stored(tmp_path / "Mail", found) as corpus:
        conversation = around(corpus, 2).conversation
        assert [each.id for each in conversation.messages] == [5, 4, 1, 2, 3]
        assert (conversation.place, conversation.total) == (4, 5)
        assert around(corpus, 6).conversation == Conversation(), "one message is no conversation"


def test_a_long_list_shows_those_around_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relatives, "MAX_LISTED", 4)
    found = [message(n, f"2005-06-{n:02}", "<1@x.example>") for n in range(1, 11)]
    with stored(tmp_path / "Mail", found) as corpus:
        for number, shown in ((1, [1, 2, 3, 4]), (5, [4, 5, 6, 7]), (10, [7, 8, 9, 10])):
            conversation = around(corpus, number).conversation
            assert [each.id for each in conversation.messages] == shown
            assert conversation.place == number
            assert conversation.total == 10


def test_remarks_are_told_in_words_what_is_missing_first() -> None:
    remarks = [
        Remark(RemarkKind.SIGNED, "PKCS #7"),
        Remark(RemarkKind.PARTLY_READ, "damaged pages 2"),
        Remark(RemarkKind.SIGNED, "PKCS #7"),
        Remark(RemarkKind.NO_TEXT, "It holds pictures or files and no text of its own."),
        Remark(RemarkKind.ENCRYPTED, "encrypted; it was opened and read as a whole"),
        Remark(RemarkKind.RECOGNISED),
    ]
    assert sentences(remarks) == [
        "Only partly read: damaged pages 2.",
        "It holds pictures or files and no text of its own.",
        "Encrypted; it was opened and read as a whole.",
        "Read from pictures, so letters may be wrong.",
        "Signed (PKCS #7); the signature was not checked.",
    ]
    assert all(len(sentences([Remark(kind)])) == 1 for kind in RemarkKind)
