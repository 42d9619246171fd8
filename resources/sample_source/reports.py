"""Reports: the panel's as PDF, the auditors' as a Word document, both from lightly marked text."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

PAGE_BREAK = "%%"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def files(source: Path) -> dict[str, bytes]:
    """Return both reports."""
    return {
        "reports/panel_report.pdf": pdf((source / "panel_report.txt").read_text(encoding="utf-8")),
        "reports/stock_audit.docx": docx((source / "stock_audit.txt").read_text(encoding="utf-8")),
    }


def blocks(text: str) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield (heading level, rows): a paragraph has level 0, a table level -1.

    Only a table has more than one row, or a row of more than one cell.
    """
    for is_table, lines in groupby(text.strip().split("\n"), lambda line: line.startswith("|")):
        if is_table:
            yield -1, [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
            continue
        for line in lines:
            level = len(line) - len(line.lstrip("#"))
            yield level, [[line.lstrip("# ")]]


def pdf(text: str) -> bytes:
    """Return the report as a PDF with a text layer and page numbers."""
    styles = getSampleStyleSheet()
    story = []
    for level, rows in blocks(text):
        if rows == [[PAGE_BREAK]]:
            story.append(PageBreak())
        elif level < 0:
            table = Table(rows, hAlign="LEFT")
            table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey)]))
            story += [table, Spacer(1, 10)]
        else:
            story.append(Paragraph(rows[0][0], styles[f"Heading{level}" if level else "BodyText"]))

    def number_page(canvas, document) -> None:  # type: ignore[no-untyped-def]
        canvas.setFont("Helvetica", 8)
        canvas.drawString(70, 40, f"Panel on the Consignment of 24 May 2006 - page {document.page}")

    output = io.BytesIO()
    # Uncompressed, since compressed bytes differ between builds of zlib.
    SimpleDocTemplate(
        output,
        pagesize=A4,
        invariant=1,
        pageCompression=0,
        title="Report of the Panel on the Consignment of 24 May 2006",
        author="Panel of the Regional Conference on Portable Missiles",
    ).build(story, onFirstPage=number_page, onLaterPages=number_page)
    return output.getvalue()


def docx(text: str) -> bytes:
    """Return the report as a Word document with headings, a table, a header and a footer."""
    document = Document()
    for level, rows in blocks(text):
        if level > 0:
            document.add_heading(rows[0][0], level)
        elif level == 0:
            document.add_paragraph(rows[0][0])
        else:
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, texts, strict=True):
                    cell.text = value
    section = document.sections[0]
    section.header.paragraphs[0].text = "Karvanian Audit Chamber – file 3/214/2006"
    section.footer.paragraphs[0].text = "Copy 4 of 5. Not to be left on the train."
    properties = document.core_properties
    properties.title = "Audit of Stocks at the Zelenik Stores"
    properties.author = "Živa Čermáková"
    properties.created = properties.modified = datetime(2006, 12, 18, 9)
    shed_weight(document)
    output = io.BytesIO()
    document.save(output)
    return repacked(output.getvalue())


def shed_weight(document: Any) -> None:
    """Remove what the library's template brings and this document does not use: 800 kB of it."""
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del part.rels[key]


def repacked(archive: bytes) -> bytes:
    """Return the archive with fixed times, and stored, since zlib's output differs by build."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(output, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system = 3
            new.writestr(entry, old.read(name))
    return output.getvalue()
