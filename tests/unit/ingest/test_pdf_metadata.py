"""What a PDF says of itself."""

from __future__ import annotations

import pytest

from reviewer.ingest.pdf_metadata import pdf_date


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("D:20060504101112+02'00'", "2006-05-04T10:11:12+02:00"),
        ("D:20060504101112Z", "2006-05-04T10:11:12+00:00"),
        ("D:20060504", "2006-05-04"),
        ("D:2006", "2006"),
        ("D:20061399", None),
    ],
)
def test_dates_of_a_pdf(raw: str, iso: str | None) -> None:
    assert pdf_date(raw) == iso
