"""Conversations of messages that do not say what they answer, from hand-made mailboxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.corpus import documents, imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.documents import document_ids, searchable_documents
from reviewer.corpus.prepared import prepared
from reviewer.ingest.reading import read
from reviewer.model import ParsedDocument
from reviewer.review.conversations import base_subject, conversation
from reviewer.search.index import SearchIndex


def message(number: int, day: int, people: str, subject: str, body: str, more: str = "") -> str:
    sender, recipients = people.split(" > ")
    return (
        f"From {number} Mon Jan  1 00:00:00 2007\nFrom: {sender}\nTo: {recipients}\n"
        f"Date: {day:02} Aug 2006 10:00:00 +0000\nSubject: {subject}\n"
        f"Message-ID: <{number}@x.example>\n{more}\n{body}\n\n"
    )


ORVO, ILMAR = "Milan Orvo <milan@orvo.example>", "Vesna Ilmar <vesna@pravo.example>"
RELLING = "Relling, Tomas <tomas@ledger.example>"
OUTLOOK = (
    "No.\n\n-----Original Message-----\nFrom: Milan Orvo\nSent: Tuesday, August 1, 2006 10:00 AM\n"
    "To: Vesna Ilmar\nSubject: The pumps\n\nAre there pumps?"
)
WROTE = "Then what?\n\nOn 2 Aug 2006 at 10:00, Vesna Ilmar wrote:\n> No."


class Mailbox:
    """A corpus made of one mailbox, imported and indexed."""

    def __init__(self, folder: Path, *messages: str) -> None:
        box = folder / "box.mbox"
        box.write_text("".join(messages), encoding="utf-8")
        self.corpus: Corpus = create_corpus(folder / "Mail")
        with self.corpus.write() as connection:
            source = imports.add_source(connection, "0" * 64, str(box), "mbox", 10, "")
            found = [each for each in read(box) if isinstance(each, ParsedDocument)]
            imports.add_documents(connection, [(source, prepared(each, "box")) for each in found])
        self.index = SearchIndex.create(self.corpus.paths.index)
        with self.corpus.read() as connection:
            self.index.add(list(searchable_documents(connection, document_ids(connection))))
        self.index.refresh()

    def of(self, document_id: int, *, indexed: bool = True) -> list[int]:
        index = self.index if indexed else None
        with self.corpus.read() as connection:
            document = documents.document(connection, document_id)
            assert document is not None
            return [each.id for each in conversation(connection, index, document)]

    def close(self) -> None:
        self.index.close()
        self.corpus.close()


def test_answers_without_references_are_joined_by_what_they_quote(tmp_path: Path) -> None:
    box = Mailbox(
        tmp_path,
        message(1, 1, f"{ORVO} > {ILMAR}", "The pumps", "Are there pumps?"),
        message(2, 2, f"{ILMAR} > {ORVO}", "RE: The pumps", OUTLOOK),
        message(3, 3, f"{ORVO} > {ILMAR}", "Re: RE: The pumps", WROTE),
        message(4, 4, f"{RELLING} > {ORVO}", "The pumps", "I sell pumps."),
        message(5, 5, f"{ILMAR} > {RELLING}", "AW: The cranes", "No."),
    )
    for number in (1, 2, 3):
        assert box.of(number) == [1, 2, 3]
    assert box.of(4) == [4], "the same subject from somebody else is no answer"
    assert box.of(5) == [5]
    assert box.of(2, indexed=False) == [2]
    box.close()


def test_what_is_quoted_tells_more_than_to_whom_it_is_sent(tmp_path: Path) -> None:
    box = Mailbox(
        tmp_path,
        message(1, 1, f"{ORVO} > list@x.example", "The pumps", "Are there pumps?"),
        message(2, 1, f"{RELLING} > list@x.example", "The pumps", "I sell pumps."),
        message(3, 2, f"{ILMAR} > {RELLING}", "The pumps", OUTLOOK),
    )
    assert box.of(3) == [1, 3]
    assert box.of(2) == [2]
    box.close()


def test_an_answer_that_quotes_nothing_goes_to_the_last_message_of_whom_it_is_sent_to(
    tmp_path: Path,
) -> None:
    box = Mailbox(
        tmp_path,
        message(1, 1, f"{ORVO} > {ILMAR}", "Meeting", "On Monday?"),
        message(2, 8, f"{ORVO} > {ILMAR}, {RELLING}", "Meeting", "And this Monday?"),
        message(3, 9, f"{ILMAR} > {ORVO}", "Re: Meeting", "Yes."),
        message(4, 9, f"{RELLING} > bakery@lisse.example", "Fwd: Meeting", "Rolls for three."),
        message(5, 9, f"{RELLING} > {ILMAR}", "Re: Meeting tomorrow", "No."),
    )
    assert box.of(2) == [2, 3, 4], "a forward goes with what its sender was sent"
    assert box.of(4) == [2, 3, 4]
    assert box.of(1) == [1], "and not with every meeting there was"
    assert box.of(5) == [5]
    box.close()


def test_an_address_that_was_scanned_badly_is_known_again(tmp_path: Path) -> None:
    scanned = "Vesna Ilmar <vesna©pravo.example>"
    quoting = (
        "Thanks.\n\n-----Original Message-----\nFrom: Milan Orvo\nSubject: Re: The pumps\n\nGood."
        "\n\n-----Original Message-----\nFrom: Vesna Ilmar <vesna@pravo.example>\n"
        "Subject: Fw: The pumps\n\nPlease show him."
    )
    box = Mailbox(
        tmp_path,
        message(1, 1, f"{scanned} > {ILMAR}", "Fw: The pumps", "Please show him."),
        message(2, 2, f"{RELLING} > list@x.example", "RE: The pumps", quoting),
    )
    with box.corpus.write() as connection:  # the reader of mail may read another sender
        connection.exec_driver_sql("UPDATE document SET sender = ? WHERE id = 1", (scanned,))
    assert box.of(1) == box.of(2) == [1, 2]
    box.close()


def test_what_messages_say_themselves_counts_first(tmp_path: Path) -> None:
    refers = "References: <1@x.example>\n"
    box = Mailbox(
        tmp_path,
        message(1, 1, f"{ORVO} > {ILMAR}", "The pumps", "Are there pumps?"),
        message(2, 2, f"{ILMAR} > {ORVO}", "Another subject", "No.", refers),
        message(3, 3, f"{ORVO} > {ILMAR}", "Re: The pumps", "Hello?\n"),
        message(4, 3, f"{ORVO} > {ILMAR}", "The pumps", "Other pumps."),
        message(5, 4, f"{ILMAR} > {ORVO}", "Re: The pumps", "Yes.", "References: <4@x.example>\n"),
    )
    for number in (1, 2, 3):
        assert box.of(number) == [1, 2, 3], "also where the subject has changed"
    assert box.of(5) == [4, 5]
    box.close()


@pytest.mark.parametrize(
    ("title", "base"),
    [
        ("Re: The  pumps", "the pumps"),
        ("RE: Fwd: AW[2]: The pumps", "the pumps"),
        ("Reply to the pumps", "reply to the pumps"),
        ("Отв: Насосы", "насосы"),
        ("Re:", ""),
    ],
)
def test_a_subject_is_compared_without_what_answers_put_before_it(title: str, base: str) -> None:
    assert base_subject(title) == base
