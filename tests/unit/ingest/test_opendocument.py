"""Texts, slides and sheets of OpenDocument, with all that they hide."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import Locked, ReadError
from reviewer.model import RegionKind
from tests.unit.ingest.packed import ODF, documents_of, is_told, packed, regions_of


def _odf(path: Path, kind: str, body: str, styles: str = "", masters: str = "") -> Path:
    path.write_bytes(_bytes(kind, body, styles, masters))
    return path


def _bytes(kind: str, body: str, styles: str = "", masters: str = "") -> bytes:
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {ODF}><office:master-styles>{masters}"
            "</office:master-styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF}><office:meta><dc:title>Port</dc:title>"
            "<meta:initial-creator>Ilse</meta:initial-creator><dc:date>2005-06-30T10:00:00</dc:date>"
            "<meta:user-defined meta:name='Case'>V 17</meta:user-defined></office:meta>"
            "</office:document-meta>",
        }
    )


HIDDEN = (
    "<style:style style:name='T1' style:family='text'>"
    "<style:text-properties text:display='none'/></style:style>"
)


def test_paragraphs_tables_and_notes_stand_in_order(tmp_path: Path) -> None:
    body = (
        "<text:h>Report</text:h><text:p>One<text:tab/>two<text:line-break/>three"
        "<text:s text:c='3'/>x<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note>\n   end</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell/><table:table-cell><text:p>c</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        "<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>"
    )
    master = (
        "<style:master-page><style:header><text:p>HEAD</text:p></style:header>"
        "<style:footer><text:p>FOOT</text:p></style:footer></style:master-page>"
    )
    (document,) = documents_of(_odf(tmp_path / "a.odt", "text", body, masters=master * 2))
    assert document.text == (
        "HEAD\n\nFOOT\n\nReport\nOne\ttwo\nthree   x end\na\t\tc\nitem\n\n1 A note."
    )
    assert [kind for kind, _, _ in regions_of(document)] == [RegionKind.HEADER] * 2
    assert (document.title, document.author) == ("Port", "Ilse")
    assert document.metadata == {"Modified": "2005-06-30T10:00:00", "Case": "V 17"}


def test_what_a_reader_would_not_see_is_a_region(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion>"
        "<office:change-info><dc:creator>Jon</dc:creator><dc:date>2005-01-01</dc:date>"
        "</office:change-info><text:p>struck</text:p></text:deletion></text:changed-region>"
        "</text:tracked-changes>"
        "<text:p>kept <text:change text:change-id='c1'/> on <text:span text:style-name='T1'>"
        "unseen</text:span> <office:annotation office:name='n'><dc:creator>Ilse</dc:creator>"
        "<dc:date>2005-06-30T10:00:00</dc:date><text:p>Who says so?</text:p></office:annotation>"
        "harbour<office:annotation-end office:name='n'/></text:p>"
        "<text:p><draw:frame><svg:desc>A grey crate</svg:desc></draw:frame></text:p>"
        "<text:section text:display='none'><text:p>a section</text:p></text:section>"
    )
    (document,) = documents_of(_odf(tmp_path / "a.odt", "text", body, HIDDEN))
    comment = "Ilse, 2005-06-30 “harbour”: Who says so?"
    assert document.text.splitlines()[0] == "kept struck on unseen harbour"
    assert regions_of(document) == [
        (RegionKind.DELETED, "struck", "Jon"),
        (RegionKind.HIDDEN, "unseen", ""),
        (RegionKind.HIDDEN, "A grey crate", "description of a picture"),
        (RegionKind.HIDDEN, "a section", "section"),
        (RegionKind.COMMENT, comment, "Ilse"),
    ]


def test_slides_are_pages_with_their_notes(tmp_path: Path) -> None:
    styles = (
        "<style:style style:name='dp2' style:family='drawing-page'>"
        "<style:drawing-page-properties presentation:visibility='hidden'/></style:style>"
    )
    body = (
        "<draw:page draw:name='a'><draw:frame><draw:text-box><text:p>First</text:p>"
        "</draw:text-box></draw:frame><presentation:notes><text:p>Say this.</text:p>"
        "</presentation:notes></draw:page>"
        "<draw:page draw:style-name='dp2'><text:p>Second</text:p></draw:page>"
    )
    master = (
        "<style:master-page><draw:frame presentation:class='page-number'><text:p>9</text:p>"
        "</draw:frame><draw:frame><text:p>SECRET</text:p></draw:frame></style:master-page>"
    )
    (document,) = documents_of(_odf(tmp_path / "a.odp", "presentation", body, styles, master))
    assert document.text == "SECRET\n\nFirst\n\nSay this.\n\nSecond"
    assert regions_of(document) == [
        (RegionKind.HEADER, "SECRET", ""),
        (RegionKind.PAGE, "First\n\nSay this.", "slide 1"),
        (RegionKind.COMMENT, "Say this.", "notes"),
        (RegionKind.PAGE, "Second", "slide 2"),
        (RegionKind.HIDDEN, "Second", "slide"),
    ]


def test_sheets_are_documents_with_what_they_hide(tmp_path: Path) -> None:
    styles = (
        "<style:style style:name='ta2' style:family='table'>"
        "<style:table-properties table:display='false'/></style:style>"
    )
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    repeated = cell.format(" table:number-columns-repeated='2'", "x")
    body = (
        "<table:table table:name='Stock'><table:table-column/>"
        "<table:table-column table:visibility='collapse'/>"
        f"<table:table-row>{cell.format('', 'a')}{cell.format('', 'b')}"
        "<table:table-cell table:number-columns-repeated='16382'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='4'><table:table-cell/></table:table-row>"
        "<table:table-row table:visibility='filter'><table:table-cell "
        "office:date-value='2005-06-30'><office:annotation><dc:creator>Ilse</dc:creator>"
        "<text:p>Late</text:p></office:annotation><text:p>30/06/05</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        "<table:table table:name='Off' table:style-name='ta2'>"
        "<table:table-row table:number-rows-repeated='2'>"
        f"{repeated}</table:table-row></table:table>"
    )
    stock, off = documents_of(_odf(tmp_path / "a.ods", "spreadsheet", body, styles))
    assert (stock.locator, stock.title) == ("sheet Stock", "a.ods – Stock")
    assert stock.text == "a\tb\n\n2005-06-30\n\nComments\nA6, Ilse: Late"
    assert regions_of(stock) == [
        (RegionKind.HIDDEN, "b", "column"),
        (RegionKind.HIDDEN, "2005-06-30", "row"),
        (RegionKind.COMMENT, "A6, Ilse: Late", "Ilse"),
    ]
    assert regions_of(off) == [(RegionKind.HIDDEN, "x\tx\nx\tx", "sheet")]


def test_a_password_and_a_document_type_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    manifest = f"<manifest:manifest {ODF}><manifest:encryption-data/></manifest:manifest>"
    kind = "application/vnd.oasis.opendocument.text"
    path.write_bytes(packed({"mimetype": kind, "META-INF/manifest.xml": manifest}))
    with pytest.raises(Locked, match="password"):
        documents_of(path)
    path.write_bytes(packed({"mimetype": kind, "content.xml": "<!DOCTYPE x><x/>"}))
    with pytest.raises(ReadError, match="document type"):
        documents_of(path)


TEXT = "<text:p>a<text:note><text:p>b</text:p></text:note></text:p>"
SHEET = (
    "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
    "</table:table-row></table:table>"
)
SEEDS = {
    "odt": _bytes("text", TEXT, HIDDEN),
    "ods": _bytes("spreadsheet", SHEET),
}


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 2000), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, kind: str, place: int, put: bytes, is_cut: bool
) -> None:
    seed = SEEDS[kind]
    assert is_told(tmp_path / f"a.{kind}", seed, place % len(seed), put, is_cut)


NAMES = st.sampled_from([
    "text:p", "text:h", "text:span", "text:note", "text:deletion", "text:change",
    "text:hidden-text", "office:annotation", "office:annotation-end",
    "dc:creator", "dc:date", "draw:page",
    "draw:frame", "presentation:notes", "table:table", "table:table-row", "table:table-cell",
    "table:table-column", "style:master-page", "style:header", "svg:desc", "text:section",
])  # fmt: skip
TREES = st.recursive(
    st.sampled_from(["words", " ", "🙂"]),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(
        lambda each: f"<{each[0]}>{''.join(each[1])}</{each[0]}>"
    ),
    max_leaves=20,
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TREES, st.sampled_from(["text", "spreadsheet", "presentation"]))
def test_elements_in_any_order_are_no_fault(tmp_path: Path, tree: str, kind: str) -> None:
    seed = _bytes(kind, f"<text:p>{tree}</text:p>{tree}")
    assert is_told(tmp_path / "a.odt", seed, 0, b"", False)
