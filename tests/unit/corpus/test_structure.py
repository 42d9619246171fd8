"""What a reader found in a document, as it is stored and asked for."""

from pathlib import Path

from reviewer.corpus import documents, imports, structure
from reviewer.corpus.database import create_corpus
from reviewer.corpus.prepared import prepared
from reviewer.model import ParsedDocument, Region, RegionKind, Remark, RemarkKind

REGIONS = (Region(0, 5, RegionKind.PAGE, "1"), Region(2, 4, RegionKind.HIDDEN, "white on white"))
REMARKS = (Remark(RemarkKind.NO_TEXT, "page 2"), Remark(RemarkKind.HIDDEN))


def test_regions_remarks_and_attachments_come_back_as_they_were_found(tmp_path: Path) -> None:
    mail = ParsedDocument(
        "Hello.", "message 1", regions=REGIONS, remarks=REMARKS, thread="<1@x.example>"
    )
    sheet = ParsedDocument("A sheet.", "message 1/stock.csv", parent="message 1")
    note = ParsedDocument("A note.", "message 1/note.txt", parent="message 1")
    with create_corpus(tmp_path / "Cables") as corpus:
        with corpus.write() as connection:
            source = imports.add_source(connection, "0" * 64, "a.mbox", "mbox", 10, "")
            made = [(source, prepared(each, "a.mbox")) for each in (mail, sheet)]
            imports.add_documents(connection, made)
        with corpus.write() as connection:  # the parent may be in an earlier transaction
            imports.add_documents(connection, [(source, prepared(note, "a.mbox"))])
        with corpus.read() as connection:
            assert tuple(structure.regions(connection, 1)) == REGIONS
            assert tuple(structure.remarks(connection, 1)) == REMARKS
            assert structure.attached(connection, 1) == [2, 3]
            assert structure.regions(connection, 2) == []
            assert structure.original_of(connection, 3) == "0" * 64
            assert structure.original_of(connection, 4) is None
            stored = [documents.document(connection, number) for number in (1, 2, 3)]
        assert [each and each.parent_id for each in stored] == [None, 1, 1]
        assert [each and each.thread for each in stored] == ["<1@x.example>", None, None]
