"""The sample corpus: what is committed, what it holds, and that its marks stand where they say."""

import contextlib
import csv
import difflib
import email
import email.policy
import hashlib
import json
import mailbox
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

RESOURCES = Path(__file__).parents[2] / "resources"
SAMPLE = RESOURCES / "sample"
PALETTE = {
    "#ffd400", "#ff6666", "#5fb236", "#2ea8e5", "#a28ae5", "#e56eee", "#f19837", "#aaaaaa",
}  # fmt: skip
ENTITY_TYPES = {
    "Person", "Organisation", "Place", "Weapon or equipment", "Event", "Date", "Other",
}  # fmt: skip
REASONS = {
    "Source protection", "Personal data", "Third party", "Harm to a person", "Legal privilege",
    "Commercial", "(b)(1)", "(b)(6)",
}  # fmt: skip


def sample_files(folder: Path = SAMPLE) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def marks() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLE / "marks.json").read_text(encoding="utf-8"))
    return content


def text_of(name: str) -> str:
    content = (SAMPLE / name).read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return text.replace("\r\n", "\n")


def message(path: Path) -> EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def mailbox_bodies() -> list[str]:
    with contextlib.closing(mailbox.mbox(SAMPLE / "mail/choir_list.mbox", create=False)) as box:
        policy = email.policy.default
        return [body(email.message_from_bytes(bytes(each), policy=policy)) for each in box]


def body(parsed: EmailMessage, kind: str = "plain") -> str:
    part = parsed.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def all_text() -> str:
    """Return the text of every file that needs no importer to be read, and of the e-mails."""
    plain = [
        text_of(name) for name in sample_files() if name.endswith((".txt", ".md", ".html", ".csv"))
    ]
    mails = [body(message(path)) for path in SAMPLE.glob("mail/*.eml")]
    return "\n".join(plain + mails + mailbox_bodies())


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run(
        [sys.executable, RESOURCES / "make_sample.py", folder], check=True, capture_output=True
    )
    return sample_files(folder)


def test_what_is_committed_is_what_the_generator_writes(generated: dict[str, bytes]) -> None:
    committed = sample_files()
    assert sorted(committed) == sorted(generated)
    assert [name for name in committed if committed[name] != generated[name]] == []


def test_the_sample_is_about_eighty_documents_in_less_than_a_megabyte() -> None:
    files = sample_files()
    del files["marks.json"]
    rows = len(list(csv.DictReader(text_of("cables/registry.csv").splitlines(keepends=True))))
    messages = len(mailbox_bodies())
    assert 75 <= len(files) - 2 + rows + messages <= 90
    assert sum(map(len, files.values())) < 1_000_000


def test_every_kind_of_file_that_can_be_imported_is_there() -> None:
    kinds = Counter(Path(name).suffix for name in sample_files())
    assert kinds[".txt"] >= 60
    assert kinds[".eml"] >= 5
    assert {".csv", ".mbox", ".pdf", ".docx", ".html", ".md"} <= set(kinds)


def test_cables_carry_what_a_cable_carries() -> None:
    for path in SAMPLE.glob("cables/*.txt"):
        text = text_of(path.relative_to(SAMPLE).as_posix())
        assert re.search(r"^Ref ID: 0[67][A-Z]{5}\d{4}$", text, re.M), path
        assert re.search(r"^[PO] \d{6}Z [A-Z]{3} 0[67]$", text, re.M), path
        for line in ("FM ", "TO ", "E.O. 12958: ", "TAGS: ", "SUBJECT: "):
            assert f"\n{line}" in text, path
        numbers = [
            int(number) for number in re.findall(r"^(\d+)\. \((?:U|C|S|S/NF)\) ", text, re.M)
        ]
        assert numbers == list(range(1, len(numbers) + 1)) != [], path
    cables = all_text()
    for mark in ("(protect)", "(STRICTLY PROTECT)", "NOFORN", "1.4(B),(D)", "S E C R E T"):
        assert mark in cables


def test_the_table_holds_line_ends_quotes_and_commas() -> None:
    with (SAMPLE / "cables/registry.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == 8
    assert list(rows[0]) == (
        ["id", "date", "source", "classification", "from", "to", "title", "body", "precedence"]
    )
    assert all("\n" in row["body"] and '"' in row["body"] and "," in row["body"] for row in rows)


def test_the_emails_are_one_chain_and_a_forward() -> None:
    chain = [message(path) for path in sorted(SAMPLE.glob("mail/*.eml"))]
    for before, after in pairwise(chain[:5]):
        assert after["In-Reply-To"] == before["Message-ID"]
        assert after["References"].split()[-1] == before["Message-ID"]
    assert len(chain[4]["References"].split()) == 4
    assert chain[5]["In-Reply-To"] is None
    assert "Fwd:" in chain[5]["Subject"]
    assert not any(parsed.defects for parsed in chain)
    assert chain[0]["From"].addresses[0].display_name == "Tomáš Relling"
    assert "\n> " in body(chain[1])
    assert "<ol>" in body(chain[3], "html")


def test_the_mailbox_holds_three_messages_whose_text_stays_whole() -> None:
    bodies = mailbox_bodies()
    assert len(bodies) == 3
    assert "From the basses I expect patience." in bodies[0]
    assert "Я жива" in bodies[2]


def test_the_pdf_has_three_pages_of_text() -> None:
    pdf = pypdfium2.PdfDocument(SAMPLE / "reports/panel_report.pdf")
    pages = [pdf[index].get_textpage().get_text_range() for index in range(len(pdf))]
    pdf.close()
    assert len(pages) == 3
    assert "Étienne Makouré" in pages[0]
    assert all(len(page) > 500 for page in pages)


def test_the_word_document_has_headings_a_table_a_header_and_a_footer() -> None:
    document = docx.Document(str(SAMPLE / "reports/stock_audit.docx"))
    assert "Heading 1" in {paragraph.style.name for paragraph in document.paragraphs}
    assert document.tables[0].cell(1, 2).text == "2,630"
    assert "Audit Chamber" in document.sections[0].header.paragraphs[0].text
    assert "Copy 4 of 5" in document.sections[0].footer.paragraphs[0].text


def test_one_document_is_as_long_as_a_book_and_is_not_the_same_page_again() -> None:
    text = text_of("annexes/annex_f_harbor_log.txt")
    days = text.split("\n\n")
    assert len(text) >= 300_000
    assert len(set(days)) == len(days)
    assert "Fourteen." in text


def test_one_file_stands_twice_and_some_nearly() -> None:
    digests = Counter(hashlib.sha256(content).hexdigest() for content in sample_files().values())
    assert sorted(digests.values())[-2:] == [1, 2]
    original = text_of("cables/06KARSH0377.txt").split("\n\n")
    for copy in ("cables/06KARSH0597.txt", "cables/06STATE0117.txt"):
        ratio = difflib.SequenceMatcher(None, original, text_of(copy).split("\n\n")).ratio()
        assert 0.4 < ratio < 1
    assert "number 0481, reached" in text_of("cables/06KARSH0597.txt")


def test_scripts_and_characters_that_break_careless_programs_are_there() -> None:
    text = all_text()
    names = Counter(unicodedata.name(char, "").split(" ")[0] for char in text)
    assert names["CYRILLIC"] > 50
    assert names["ARABIC"] > 50
    assert "👩🏽‍💻" in text and "🏴‍☠️" in text and "😀" in text
    assert "\u00a0" in text
    assert "\u2028" in text
    assert "👨‍👩‍👧‍👦" in text
    assert "e\u0308" in text


def test_one_cable_has_windows_line_ends_and_one_a_windows_encoding() -> None:
    cables = {name: data for name, data in sample_files().items() if name.startswith("cables/06")}
    assert [name for name, data in cables.items() if b"\r\n" in data] == ["cables/06PTASM0301.txt"]
    undecodable = []
    for name, data in cables.items():
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            undecodable.append(name)
    assert undecodable == ["cables/06SAUBR0131.txt"]
    assert "à des fins aussi dégoûtantes" in text_of(undecodable[0]).replace("\n", " ")


def test_every_mark_names_a_file_that_is_there() -> None:
    content = marks()
    for kind in ("documents", "highlights", "mentions", "redactions"):
        for mark in content[kind]:
            assert (SAMPLE / mark["file"]).is_file(), mark


def test_every_quote_stands_at_its_occurrence() -> None:
    checked = 0
    for kind in ("highlights", "mentions", "redactions"):
        for mark in marks()[kind]:
            if mark["quote"] is None:
                continue
            name, occurrence = mark["file"], mark["occurrence"]
            is_mail = name.endswith(".eml")
            text = body(message(SAMPLE / name)) if is_mail else text_of(name)
            assert text.count(mark["quote"]) > occurrence, mark
            checked += 1
    assert checked >= 60


def test_the_marks_are_enough_to_show_what_the_program_does() -> None:
    content = marks()
    assert len(content["tags"]) == 8
    assert len(content["entities"]) == 12
    assert len(content["highlights"]) >= 25
    assert len(content["mentions"]) >= 30
    assert len(content["redactions"]) == 10
    assert [mark["quote"] for mark in content["redactions"]].count(None) == 1
    assert any(len(mark["tags"]) == 2 for mark in content["highlights"])
    assert any(mark["tags"] == [] for mark in content["highlights"])
    assert any("😀" in mark["quote"] for mark in content["highlights"])


def test_some_highlights_overlap() -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for mark in marks()["highlights"]:
        if mark["file"].endswith(".txt"):
            start = text_of(mark["file"]).index(mark["quote"])
            spans.setdefault(mark["file"], []).append((start, start + len(mark["quote"])))
    overlapping = [
        name
        for name, marked in spans.items()
        if any(first[1] > second[0] for first, second in pairwise(sorted(marked)))
    ]
    assert overlapping == ["cables/06KARSH0112.txt", "cables/06SAUBR0131.txt"]


def test_marks_use_only_tags_entities_and_labels_that_exist() -> None:
    content = marks()
    tags = {tag["name"]: tag for tag in content["tags"]}
    assert len([tag for tag in tags.values() if tag["parent"]]) == 2
    assert {tag["parent"] for tag in tags.values()} - {None} <= set(tags)
    assert {tag["color"] for tag in tags.values()} <= PALETTE
    assert sorted(tag["shortcut"] for tag in tags.values()) == list(range(1, 9))
    assert {tag for mark in content["highlights"] for tag in mark["tags"]} <= set(tags)
    entities = {entity["name"] for entity in content["entities"]}
    assert {mark["entity"] for mark in content["mentions"]} == entities
    assert {entity["type"] for entity in content["entities"]} <= ENTITY_TYPES
    assert {reason for mark in content["redactions"] for reason in mark["reasons"]} <= REASONS
    statuses = {document["status"] for document in content["documents"]}
    assert statuses == {"reviewed", "in_review", "second_look"}
