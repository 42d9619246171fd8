from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.email import parse_email, read_email

HERE = Path("mail.eml")
BODY = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda text: f"{text}.\n")


def _message(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ilse Ambö <ilse@example.org>"
    message["To"] = "port@example.org"
    message["Cc"] = "Registry <reg@example.org>"
    message["Date"] = "Thu, 4 May 2006 10:11:12 -0700"
    message["Subject"] = "Kisten für Žarko 🙂"
    message["Message-ID"] = "<1@example.org>"
    message["In-Reply-To"] = "<0@example.org>"
    message.set_content(text)
    return message


@given(BODY)
def test_body_and_header_of_a_mail(text: str) -> None:
    document = parse_email(_message(text).as_bytes(), HERE)
    assert document.text.replace("\r\n", "\n") == text.replace("\f", "\n")
    assert document.title == "Kisten für Žarko 🙂"
    assert document.sender == "Ilse Ambö <ilse@example.org>"
    assert document.recipients == "port@example.org"
    assert document.date == "2006-05-04T10:11:12-07:00"
    assert document.external_id == "<1@example.org>"
    assert document.metadata == {
        "Cc": "Registry <reg@example.org>",
        "In-Reply-To": "<0@example.org>",
    }


def test_of_plain_and_html_the_plain_part_is_read_and_attachments_are_named() -> None:
    message = _message("plain words\n")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="Лист.pdf")
    message.add_attachment("notes", filename="notes.txt")
    document = parse_email(message.as_bytes(), HERE)
    assert document.text == "plain words\n"
    assert document.metadata["Attachments"] == "Лист.pdf (application/pdf); notes.txt (text/plain)"


def test_html_alone_becomes_text() -> None:
    data = b"Subject: a\nContent-Type: text/html; charset=utf-8\n\n<p>One</p><p>Caf\xc3\xa9"
    assert parse_email(data, HERE).text == "One\n\nCafé"


def test_texts_one_after_the_other_are_both_read() -> None:
    message = _message("above\n")
    message.make_mixed()
    message.attach(_part("below\n"))
    assert parse_email(message.as_bytes(), HERE).text == "above\n\n\nbelow\n"


def test_a_forwarded_message_is_named() -> None:
    message = _message("see below\n")
    message.add_attachment(_message("inner\n"))
    found = parse_email(message.as_bytes(), HERE).metadata["Attachments"]
    assert found == "Kisten für Žarko 🙂 (message/rfc822)"


def test_unknown_charsets_and_bare_bytes_are_read_as_plain_text() -> None:
    data = (
        b"From: =?x-unknown?B?4pi6?= <a@b>\nSubject: Caf\xc3\xa9\nDate: Thu, 32 Foo 20xx\n"
        b"Content-Type: text/plain; charset=x-nope\n\ncr\xe8me"
    )
    document = parse_email(data, HERE)
    assert (document.sender, document.title, document.text) == ("☺ <a@b>", "Café", "crème")
    assert document.date is None
    assert document.metadata["Date as written"] == "Thu, 32 Foo 20xx"


def test_a_header_cannot_be_smuggled_in() -> None:
    document = parse_email(b"From: a@b\nSubject: hi\r\n\r\nBcc: c@d\n\nbody", HERE)
    assert document.metadata == {}
    assert document.text == "Bcc: c@d\n\nbody"


def test_no_header_at_all_is_all_text() -> None:
    document = parse_email(b"just words\n\nand more", HERE)
    assert document.text == "just words\n\nand more"
    assert document.title == "just words"


def test_three_hundred_parts_deep() -> None:
    data = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(300)
    )
    assert "bottom" in parse_email(f"{data}\nbottom\n".encode(), HERE).text


@given(st.binary(max_size=500))
def test_any_bytes_are_a_message(data: bytes) -> None:
    assert isinstance(parse_email(b"Subject: x\nContent-Type: " + data, HERE).text, str)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.touch()
    with pytest.raises(ReadError, match="empty"):
        read_email(path)


def _part(text: str) -> EmailMessage:
    part = EmailMessage()
    part.set_content(text)
    return part
