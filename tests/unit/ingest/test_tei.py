from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RegionKind, RemarkKind
from reviewer.text import normalise

EDITION = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0">
<teiHeader><fileDesc><titleStmt><title>Papers on the Port of Velmara</title></titleStmt></fileDesc>
</teiHeader><text><front><div xml:id="preface"><head>Preface</head><p>Why we print this.</p></div>
</front><body><div type="compilation" xml:id="comp1"><head>The Port</head>
<div type="chapter" xml:id="ch1"><head>Crates</head>
<div type="document" xml:id="d1" n="1" frus:doc-dateTime-min="1911-05-04T00:00:00+00:00">
<head>1. <persName type="from">Consul Ambo</persName> to the <orgName type="to">Harbour
  Office</orgName><note n="1">From the <persName>Ott</persName> papers.</note></head>
<opener><dateline><placeName>Velmara</placeName>, <date when="1911-05-04">May 4, 1911</date>.
</dateline></opener>
<p>Twelve crates<note n="2">Ten, in fact.</note> came
 ashore.<!-- check --></p>
<div><p>Enclosed list: <del>tea</del></p></div>
<closer><signed><persName>I. Ambo</persName></signed></closer></div>
<div type="document" xml:id="d2"><head>2. Reply</head><p>None&nbsp;came &amp; none will.</p></div>
</div></div></body></text></TEI>"""


BODY = "<body><p>One</p><p>Two</p></body>"


def _read(path: Path, markup: str) -> list[ParsedDocument | Unreadable]:
    path.write_text(markup, encoding="utf-8")
    return list(read(path))


def test_each_document_of_an_edition_is_one(tmp_path: Path) -> None:
    found = _read(tmp_path / "volume.xml", EDITION)
    preface, first, second = [each for each in found if isinstance(each, ParsedDocument)]
    assert len(found) == 3
    assert (preface.locator, preface.text) == ("preface", "Preface\n\nWhy we print this.")
    assert (first.locator, first.title) == ("d1", "1. Consul Ambo to the Harbour Office")
    assert first.text == (
        "1. Consul Ambo to the Harbour Office\nFrom the Ott papers.\n\nVelmara, May 4, 1911.\n\n"
        "Twelve crates came ashore.\nTen, in fact.\ncheck\n\nEnclosed list: tea\n\nI. Ambo"
    )
    assert (first.date, first.sender, first.recipients, first.author) == (
        "1911-05-04",
        "Consul Ambo",
        "Harbour Office",
        "I. Ambo",
    )
    assert first.metadata == {
        "Volume": "Papers on the Port of Velmara",
        "Section": "The Port / Crates",
        "Place": "Velmara",
    }
    told = [
        (each.kind.value, each.note, first.text[each.start_cp : each.end_cp])
        for each in first.regions
    ]
    assert told == [
        ("suggested", "person:Consul Ambo", "Consul Ambo"),
        ("suggested", "organisation:Harbour Office", "Harbour Office"),
        ("suggested", "person:Ott", "Ott"),
        ("suggested", "place:Velmara", "Velmara"),
        ("suggested", "date:1911-05-04", "May 4, 1911"),
        ("comment", "", "check"),
        ("deleted", "", "tea"),
        ("suggested", "person:I. Ambo", "I. Ambo"),
    ]
    assert [each.kind for each in first.remarks] == [RemarkKind.HIDDEN]
    assert second.text == "2. Reply\n\nNone\xa0came & none will."


def test_an_edition_without_divs_is_one_document(tmp_path: Path) -> None:
    (found,) = _read(tmp_path / "a.xml", f"<TEI><text>{BODY}</text></TEI>")
    assert isinstance(found, ParsedDocument)
    assert (found.locator, found.text) == ("body", "One\n\nTwo")


def test_a_volume_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = _read(tmp_path / "volume.xml", EDITION)
    *documents, rest = _read(tmp_path / "volume.xml", EDITION[: EDITION.index("ashore")])
    assert documents[0] == whole[0]
    assert isinstance(documents[1], ParsedDocument) and isinstance(rest, Unreadable)
    assert documents[1].locator == "d1"
    assert RemarkKind.PARTLY_READ in [each.kind for each in documents[1].remarks]
    assert "damaged" in rest.reason


def test_other_xml_is_read_as_the_text_between_its_tags(tmp_path: Path) -> None:
    (found,) = _read(
        tmp_path / "stock.xml",
        "<?xml version='1.0'?><stock><!-- old --><binData>UEsDBA==</binData>"
        "<row><a>tea</a><b>12</b></row>\n"
        "<row><a>a <i>fine</i> rifle</a></row>\n<![CDATA[<raw>]]></stock>",
    )
    assert isinstance(found, ParsedDocument)
    assert found.text.split("\n") == ["old", "tea", "12", "a fine rifle <raw>"]
    assert [each.kind for each in found.regions] == [RegionKind.COMMENT]
    assert found.title == "tea"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "b">',
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p "<!ENTITY x &#39;y&#39;>"> %p;',
    ],
)
@pytest.mark.parametrize("root", ["TEI", "stock"])
def test_a_file_that_declares_entities_is_refused(tmp_path: Path, declared: str, root: str) -> None:
    with pytest.raises(ReadError, match="declares entities"):
        _read(tmp_path / "a.xml", f"<!DOCTYPE {root} [{declared}]><{root}>&x;</{root}>")


def test_a_definition_that_stands_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "x.dtd").write_text('<!ENTITY secret "told">')
    (found,) = _read(tmp_path / "a.xml", '<!DOCTYPE a SYSTEM "x.dtd"><a>b &secret; &eacute;</a>')
    assert isinstance(found, ParsedDocument)
    assert found.text == "b &secret; é"


def test_nesting_of_any_depth_is_read(tmp_path: Path) -> None:
    for root, inner in (("stock", "a"), ("TEI", "div"), ("TEI", "persName"), ("TEI", "note")):
        markup = f"<{root}><text>" + f"<{inner}>" * 20_000 + "deep" + f"</{inner}>" * 20_000
        found = _read(tmp_path / "a.xml", f"{markup}</text></{root}>")
        assert isinstance(found[0], ParsedDocument) and found[0].text == "deep"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_damage_gives_documents_or_a_reason(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(EDITION.encode())
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "volume.xml"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        for found in read(path):
            if isinstance(found, ParsedDocument):
                assert not found.regions or normalise(found.text) == found.text
                for each in found.regions:
                    assert 0 <= each.start_cp < each.end_cp <= len(found.text)
    except ReadError as error:
        assert str(error)
