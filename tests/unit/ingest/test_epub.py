"""Books: chapters in the order of reading, and those that are locked."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import Locked, ReadError
from reviewer.model import RegionKind, RemarkKind
from tests.unit.ingest.packed import documents_of, is_told, packed, regions_of


def _book(encryption: str = "") -> bytes:
    parts: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='OPS/b.opf'/>"
        "</rootfiles></container>",
        "OPS/b.opf": "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>"
        "<dc:title>The Port</dc:title><dc:creator>Ilse Ambo</dc:creator>"
        "<dc:creator>Jon</dc:creator>"
        "<dc:date>2005-06-30</dc:date></metadata><manifest>"
        "<item id='a' href='a%201.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='b' href='../b.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='c' href='gone.xhtml' media-type='application/xhtml+xml'/>"
        "</manifest><spine><itemref idref='b'/><itemref idref='a'/></spine></package>",
        "OPS/a 1.xhtml": "<html><body><p>Second <span hidden>unseen</span></p></body></html>",
        "b.xhtml": "<?xml version='1.0' encoding='iso-8859-1'?>"
        "<html><p>F\u00efrst</p></html>".encode("latin-1"),
    }
    if encryption:
        parts["META-INF/encryption.xml"] = encryption
    return packed(parts)


def _encryption(algorithm: str) -> str:
    return (
        "<encryption><EncryptedData><EncryptionMethod "
        f"Algorithm='{algorithm}'/></EncryptedData></encryption>"
    )


def test_chapters_stand_in_the_order_of_the_book(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(_book(_encryption("http://www.idpf.org/2008/embedding")))
    (document,) = documents_of(path)
    assert document.text == "Fïrst\n\nSecond unseen"
    assert (document.title, document.author) == ("The Port", "Ilse Ambo; Jon")
    assert document.date == "2005-06-30"
    assert [each[:2] for each in regions_of(document)] == [
        (RegionKind.PAGE, "Fïrst"),
        (RegionKind.PAGE, "Second unseen"),
        (RegionKind.HIDDEN, "unseen"),
    ]
    assert [each.kind for each in document.remarks] == [RemarkKind.HIDDEN, RemarkKind.PARTLY_READ]
    assert "gone.xhtml" in document.remarks[1].detail


def test_a_book_under_rights_management_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(_book(_encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))
    with pytest.raises(Locked, match="rights"):
        documents_of(path)


def test_entities_of_a_book_are_not_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    laughs = "".join(
        f"<!ENTITY l{n} '&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};'>" for n in range(1, 20)
    )
    path.write_bytes(
        packed(
            {
                "mimetype": "application/epub+zip",
                "META-INF/container.xml": f"<!DOCTYPE c [<!ENTITY l0 'ha'>{laughs}]>"
                "<container><rootfile full-path='b'>&l19;</rootfile></container>",
            }
        )
    )
    with pytest.raises(ReadError):
        documents_of(path)


SEED = _book()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(SEED) - 1), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, place: int, put: bytes, is_cut: bool
) -> None:
    assert is_told(tmp_path / "a.epub", SEED, place, put, is_cut)
