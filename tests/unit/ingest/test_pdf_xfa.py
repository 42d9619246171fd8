"""The XML of forms, whatever was done to it."""

from __future__ import annotations

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.ingest.pdf_xfa import xfa_values

DATA = (
    b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY e 'grown'>]><d xmlns:a='b'><a:form>"
    b"<ship q='1'>Ilse &amp; Co</ship><port>&e;</port><![CDATA[x]]></a:form></d>"
)


def values_in(data: bytes) -> list[tuple[str, str]]:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA[(datasets)4 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(data), data),
    ]
    lines = [b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1)]
    file = b"%PDF-1.4\n" + b"".join(lines) + b"trailer<</Root 1 0 R/Size 5>>\n"
    pdf = pypdfium2.PdfDocument(file)
    found = [(note.name, note.text) for note in xfa_values(pdf)]
    pdf.close()
    return found


def test_values_are_told_by_their_fields() -> None:
    assert values_in(DATA) == [("ship", "Ilse & Co"), ("form", "x")]


def test_values_that_nest_without_end_are_told_as_far_as_they_go() -> None:
    assert values_in(b"<a>" * 100_000 + b"deep") == []


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_is_cut_or_changed_is_read_as_far_as_it_goes(data: st.DataObject) -> None:
    broken = bytearray(DATA)
    for _ in range(data.draw(st.integers(0, 9))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    found = values_in(bytes(broken[: data.draw(st.integers(1, len(broken)))]))
    assert all(text.strip() for _, text in found)
