"""Invented files of every format, from the builders of the unit tests, to be broken."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from reviewer.errors import ReadError
from reviewer.ingest.formats import Format, checked_format
from tests.unit.ingest import (
    test_docx,
    test_epub,
    test_html,
    test_mbox,
    test_opendocument,
    test_outlook,
    test_pptx,
    test_signed,
    test_tei,
    test_xlsx,
)
from tests.unit.ingest.compound import compound
from tests.unit.ingest.packed import ODF
from tests.unit.ingest.test_archives import MEMBERS, seven_of, tar_of, zip_of
from tests.unit.ingest.test_locks import LOCKED
from tests.unit.ingest.test_ole_objects import PACKED
from tests.unit.ingest.test_pictures import FORMATS, picture

Seed = tuple[str, bytes]  # the name that the file is given, and what is in it

_LOCKED = {
    Format.PDF: ["a.pdf"],
    Format.ZIP: ["aes.zip", "old.zip"],
    Format.SEVEN_ZIP: ["a.7z", "names.7z"],
    Format.DOC: ["a.docx"],  # a compound file around the package
    Format.ODT: ["a.odt"],
}
_MAX_SEED_BYTES = 100_000  # of a larger one a change is rarely where it matters
_TEXT = (
    "Twelve crates came ashore at Velmara on 4 May 2006.\nREF: A) VELMARA 12\n\nNo 🙂 was found."
)
_MAIL = b"""From: Ilse Ambo <ilse@example.org>
To: =?utf-8?q?J=C3=B6rn?= Ott <ott@example.org>, port@example.org
Subject: =?iso-8859-1?Q?Caf=E9?= crates
Date: Thu, 4 May 2006 10:11:12 +0200
Message-ID: <1@example.org>
References: <0@example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: multipart/alternative; boundary="c"

--c
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Twelve crates =E2=80=94 no more.
On 3 May 2006, Jorn Ott wrote:
> How many?
--c
Content-Type: text/html; charset=windows-1252
Content-Transfer-Encoding: base64

PHA+VHdlbHZlIDxiPmNyYXRlczwvYj48L3A+
--c--
--b
Content-Type: message/rfc822

Subject: inner
From: b@example.org

Inside.
--b
Content-Type: text/csv; name="list.csv"
Content-Disposition: attachment; filename*=utf-8''l%C3%A4st.csv

id,body
1,crate
--b--
"""
_PAGE = b"""From: <Saved by a browser>
Subject: Port
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html; charset=utf-8
Content-Location: http://example.org/

<html><body><h1>Port</h1><iframe src="cid:f"></iframe></body></html>
--b
Content-Type: text/html
Content-ID: <f>

<p>framed</p>
--b--
"""
_RICH = rb"""{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}
{\info{\title Crates}{\author Ambo}}\f0 Twelve\par {\v hidden}\f1\'ef\'ee\f0\u8364? \cell b\row
{\field{\*\fldinst HYPERLINK "http://example.org"}{\fldrslt link}}{\*\annotation note}
{\footnote f}}"""
_MARKUP = b"<?xml version='1.0'?><r a='b'><p>One &amp; two</p><!-- c --></r>"
_RECORD = (
    b'{"id": "w%d", "title": "Crates", "date": "2006-05-04", "body": "One\\ud83d\\ude42 two"}\n'
)


def invented(kind: Format) -> list[Seed]:
    """Return files of a format that were written for this."""
    opendocument = test_opendocument.SEEDS
    presentation = zip_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.presentation",
            "content.xml": (
                f"<office:document-content {ODF}><office:body>"
                "<office:presentation><draw:page draw:name='one'><draw:frame><draw:text-box>"
                "<text:p>Crates</text:p></draw:text-box></draw:frame><presentation:notes><text:p>n"
                "</text:p></presentation:notes></draw:page></office:presentation></office:body>"
                "</office:document-content>"
            ).encode(),
        }
    )
    records = b"".join(_RECORD % number for number in range(3))
    rows = b'id,title,date,body\n1,Crates,2006-05-04,"one\ntwo"\n2,Port,,three\n'
    load_file = "".join(
        "\x14".join(f"þ{cell}þ" for cell in row) + "\r\n"
        for row in (("BEGDOC", "ENDDOC", "BEGATTACH", "SUBJECT", "DATESENT", "BODY"),
                    ("A1", "A2", "A1", "Café®two", "2006-05-04", "Twelve®crates"),
                    ("A3", "A3", "A1", "", "", "The list"))
    )  # fmt: skip
    tei = test_tei.EDITION.encode()
    seeds: dict[Format, list[Seed]] = {
        Format.TEXT: [("a.txt", _TEXT.encode()), ("a.txt", _TEXT.encode("utf-16"))],
        Format.MARKDOWN: [("a.md", f"---\ntitle: x\ndate: 2006\n---\n# Head\n{_TEXT}".encode())],
        Format.HTML: [("a.html", test_html.PAGE.encode())],
        Format.TEI: [("a.xml", tei)],
        Format.XML: [("a.xml", _MARKUP)],
        Format.EMAIL: [("a.eml", _MAIL), ("a.mht", _PAGE), ("a.emlx", b"999\n" + _MAIL)],
        Format.MBOX: [("a.mbox", test_mbox.MAILBOX), ("a.mbox", b"From a Thu\n" + _MAIL)],
        Format.PDF: [("a.pdf", _pdf())],
        Format.DOCX: [("a.docx", test_docx.SEED)],
        Format.XLSX: [("a.xlsx", test_xlsx.SEED)],
        Format.PPTX: [("a.pptx", test_pptx.SEED)],
        Format.ODT: [("a.odt", opendocument["odt"])],
        Format.ODS: [("a.ods", opendocument["ods"])],
        Format.ODP: [("a.odp", presentation)],
        Format.EPUB: [("a.epub", test_epub.SEED)],
        Format.DOC: [("a.doc", compound({"WordDocument": bytes(512)}))],
        Format.XLS: [("a.xls", compound({"Workbook": b"\x09\x08" + bytes(510)}))],
        Format.PPT: [("a.ppt", compound({"PowerPoint Document": bytes(512)}))],
        Format.SIGNED: [("a.p7m", data) for data in test_signed.SEEDS],
        Format.OBJECT: [("a.bin", PACKED)],
        Format.CSV: [("a.csv", rows)],
        Format.TSV: [("a.tsv", rows.replace(b",", b"\t"))],
        Format.DAT: [("a.dat", load_file.encode()), ("a.dat", load_file.encode("cp1252"))],
        Format.JSONL: [("a.jsonl", records), ("a.jsonl.xz", lzma.compress(records))],
        Format.SQLITE: [("a.db", _database())],
        Format.ZIP: [("a.zip", zip_of({**MEMBERS, "in.zip": zip_of(MEMBERS), "m.eml": _MAIL}))],
        Format.TAR: [("a.tar", tar_of(MEMBERS)), ("a.tgz", tar_of(MEMBERS, "w:gz"))],
        Format.SEVEN_ZIP: [("a.7z", seven_of(MEMBERS))],
        Format.MSG: [("a.msg", test_outlook.SEEDS["a.msg"])],
        Format.TNEF: [("winmail.dat", test_outlook.SEEDS["winmail.dat"])],
        Format.RTF: [("a.rtf", _RICH)],
        Format.PICTURE: [(f"a.{each.lower()}", picture(each)) for each in FORMATS],
        Format.PACKED: [("a.txt.gz", gzip.compress(_TEXT.encode())),
                        ("a.txt.bz2", bz2.compress(_TEXT.encode())),
                        ("a.html.xz", lzma.compress(test_html.PAGE.encode()))],
    }  # fmt: skip
    return seeds[kind] + [(name, LOCKED[name]) for name in _LOCKED.get(kind, ())]


def found(kind: Format, folder: Path) -> Iterator[Seed]:
    """Yield the smaller files of a format below a folder, under names that say nothing."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and 0 < path.stat().st_size <= _MAX_SEED_BYTES:
            try:
                if checked_format(path) is kind:
                    yield f"a{path.suffix[:12].lower()}", path.read_bytes()
            except (ReadError, OSError):
                continue


def _pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pageCompression=0, invariant=True)
    canvas.setTitle("Plan")
    canvas.drawString(72, 700, "The plan of the quay, 4 May 2006")
    canvas.setFillColorRGB(0, 0, 0)
    canvas.rect(60, 690, 300, 25, stroke=0, fill=1)
    canvas.bookmarkPage("one")
    canvas.addOutlineEntry("Crates", "one", level=0)
    canvas.textAnnotation("Not by day", Rect=[10, 10, 50, 50])
    canvas.acroForm.textfield(name="place", value="Velmara", x=72, y=600)
    canvas.showPage()
    canvas.drawString(72, 700, "Second page")
    canvas.save()
    return file.getvalue()


def _database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(
                "PRAGMA page_size = 512; CREATE TABLE wires (id, title, body);"
                "INSERT INTO wires VALUES (1, 'Crates', 'Twelve'), (2, NULL, x'00ff');"
                "CREATE VIEW lines AS SELECT body FROM wires;"
            )
        return path.read_bytes()
