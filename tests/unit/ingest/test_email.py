from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.email import parse_email
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind, Remark, RemarkKind

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


@pytest.mark.parametrize("parameter", ["; a=b", "; a*0=b", ";", '; "', "; filename*1=b"])
@pytest.mark.parametrize("name", ["Content-Type: text/plain", "Content-Disposition: inline"])
def test_a_header_of_a_megabyte_takes_no_longer_than_a_body(name: str, parameter: str) -> None:
    long = parameter * (1_300_000 // len(parameter))
    begun = process_time()
    document = parse_email(f"From: a@example.org\n{name}{long}\n\nA.\n".encode(), HERE).document
    assert process_time() - begun < 2
    assert document.text == "A.\n"


@given(BODY)
def test_body_and_header_of_a_mail(text: str) -> None:
    document = parse_email(_message(text).as_bytes(), HERE).document
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
    assert document.thread == "<0@example.org>"


def test_of_plain_and_html_the_plain_part_is_read_and_attachments_are_named() -> None:
    message = _message("plain words\n")
    message.add_alternative("<p>html words</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="Лист.pdf")
    message.add_attachment("notes", filename="notes.txt")
    document = parse_email(message.as_bytes(), HERE).document
    assert document.text == "plain words\n"
    assert document.metadata["Attachments"] == "Лист.pdf (application/pdf); notes.txt (text/plain)"


def test_html_alone_becomes_text() -> None:
    data = b"Subject: a\nContent-Type: text/html; charset=utf-8\n\n<p>One</p><p>Caf\xc3\xa9"
    assert parse_email(data, HERE).document.text == "One\n\nCafé"


def test_texts_one_after_the_other_are_both_read() -> None:
    message = _message("above\n")
    message.make_mixed()
    message.attach(_part("below\n"))
    assert parse_email(message.as_bytes(), HERE).document.text == "above\n\n\nbelow\n"


def test_a_forwarded_message_is_named() -> None:
    message = _message("see below\n")
    message.add_attachment(_message("inner\n"))
    found = parse_email(message.as_bytes(), HERE).document.metadata["Attachments"]
    assert found == "Kisten für Žarko 🙂.eml (message/rfc822)"


def test_unknown_charsets_and_bare_bytes_are_read_as_plain_text() -> None:
    data = (
        b"From: =?x-unknown?B?4pi6?= <a@b>\nSubject: Caf\xc3\xa9\nDate: Thu, 32 Foo 20xx\n"
        b"Content-Type: text/plain; charset=x-nope\n\ncr\xe8me"
    )
    document = parse_email(data, HERE).document
    assert (document.sender, document.title, document.text) == ("☺ <a@b>", "Café", "crème")
    assert document.date is None
    assert document.metadata["Date as written"] == "Thu, 32 Foo 20xx"


def test_a_header_cannot_be_smuggled_in() -> None:
    document = parse_email(b"From: a@b\nSubject: hi\r\n\r\nBcc: c@d\n\nbody", HERE).document
    assert document.metadata == {}
    assert document.text == "Bcc: c@d\n\nbody"


def test_no_header_at_all_is_all_text() -> None:
    document = parse_email(b"just words\n\nand more", HERE).document
    assert document.text == "just words\n\nand more"
    assert document.title == "just words"


def test_three_hundred_parts_deep() -> None:
    data = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(300)
    )
    assert "bottom" in parse_email(f"{data}\nbottom\n".encode(), HERE).document.text


@given(st.binary(max_size=500))
def test_any_bytes_are_a_message(data: bytes) -> None:
    assert isinstance(parse_email(b"Subject: x\nContent-Type: " + data, HERE).document.text, str)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.touch()
    with pytest.raises(ReadError, match="empty"):
        list(read(path))


def _part(text: str) -> EmailMessage:
    part = EmailMessage()
    part.set_content(text)
    return part


def _read(tmp_path: Path, message: EmailMessage) -> dict[str, ParsedDocument]:
    path = tmp_path / "mail.eml"
    path.write_bytes(message.as_bytes())
    return {each.locator: each for each in read(path) if isinstance(each, ParsedDocument)}


def test_what_is_attached_is_a_document_of_its_own_below_the_message(tmp_path: Path) -> None:
    inner = _message("the earlier one\n")
    inner.add_attachment("deep", filename="deep.txt")
    message = _message("see below\n")
    message.add_attachment("id;crates\n1;12\n", subtype="csv", filename="stock.csv")
    message.add_attachment(inner)
    documents = _read(tmp_path, message)
    name = "Kisten für Žarko 🙂.eml"
    assert {place: (each.parent, each.text.strip()) for place, each in documents.items()} == {
        "": (None, "see below"),
        "stock.csv": ("", "id\tcrates\n1\t12"),
        name: ("", "the earlier one"),
        f"{name}/deep.txt": (name, "deep"),
    }


def test_an_attachment_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    message = _message("see\n")
    message.add_attachment(b"\x7fELF", maintype="application", subtype="x", filename="quay.bin")
    path.write_bytes(message.as_bytes())
    _mail, told = read(path)
    assert isinstance(told, Unreadable)
    assert (told.locator, told.outcome) == ("quay.bin", "unsupported")


def test_html_that_says_more_than_the_plain_part_is_read_too() -> None:
    message = _message("Your programme cannot show this message.\n")
    message.add_alternative(
        "<p>The crates will be moved to the second depot on Friday night.</p>", subtype="html"
    )
    text = parse_email(message.as_bytes(), HERE).document.text
    assert text.startswith("Your programme")
    assert "second depot" in text


def test_what_is_quoted_is_a_region() -> None:
    body = "Agreed.\n\n> Shall we go?\n> On Friday.\nIlse\n"
    document = parse_email(_message(body).as_bytes(), HERE).document
    [region] = document.regions
    assert region.kind is RegionKind.QUOTED
    assert document.text[region.start_cp : region.end_cp] == "> Shall we go?\n> On Friday.\n"


def test_signed_and_locked_messages_are_named_as_such() -> None:
    signed = b"Content-Type: multipart/signed; boundary=b\n\n--b\n\nhello\n--b\nContent-Type: "
    signed += b"application/pgp-signature\n\nx\n--b--\n"
    document = parse_email(signed, HERE).document
    assert document.remarks == (Remark(RemarkKind.SIGNED, "application/pgp-signature"),)
    assert document.text.strip() == "hello"
    locked = signed.replace(b"multipart/signed", b"multipart/encrypted")
    remarks = parse_email(locked, HERE).document.remarks
    assert RemarkKind.ENCRYPTED in {remark.kind for remark in remarks}
    inline = _message("-----BEGIN PGP MESSAGE-----\nx\n")
    [remark] = parse_email(inline.as_bytes(), HERE).document.remarks
    assert remark.kind is RemarkKind.ENCRYPTED


def test_a_conversation_is_told_by_its_first_message() -> None:
    message = _message("hello\n")
    message["References"] = "<first@example.org> <0@example.org>"
    assert parse_email(message.as_bytes(), HERE).document.thread == "<first@example.org>"


def test_what_an_html_message_hides_is_read_as_hidden(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Crates"
    message.set_content(
        '<p>See the list.</p><div style="display:none">paid in cash</div>\n> before', subtype="html"
    )
    (document,) = _read(tmp_path, message).values()
    told = [(each.kind, document.text[each.start_cp : each.end_cp]) for each in document.regions]
    assert (RegionKind.HIDDEN, "paid in cash") in told
    assert document.remarks == (Remark(RemarkKind.HIDDEN, "1 hidden passage"),)


def test_what_only_the_html_form_hides_is_not_lost_with_it(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Crates"
    message.set_content("See the list.")
    message.add_alternative(
        '<p>See the <b title="tip">list</b>.</p><p hidden>code 4711</p>', subtype="html"
    )
    (document,) = _read(tmp_path, message).values()
    assert document.text.split() == ["See", "the", "list.", "code", "4711"]
    (region,) = document.regions
    assert document.text[region.start_cp : region.end_cp] == "code 4711"


def test_style_sheets_of_a_saved_page_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "page.mhtml"
    path.write_text(
        "From: <Saved by Blink>\nMIME-Version: 1.0\n"
        "Snapshot-Content-Location: https://example.org/port\n"
        'Content-Type: multipart/related; boundary="b"\n\n'
        "--b\nContent-Type: text/html\n\n<p>Crates</p>\n"
        "--b\nContent-Type: text/css\nContent-Location: cid:css\n\np { color: red }\n--b--\n"
    )
    (document,) = read(path)
    assert isinstance(document, ParsedDocument)
    assert document.text == "Crates"
    assert document.sender is None
    assert document.metadata["Snapshot-Content-Location"] == "https://example.org/port"
