"""Sheets as text, and tables within archives, which are sheets to read."""

import zipfile
from pathlib import Path

from reviewer.ingest.reading import read
from reviewer.model import ParsedDocument


def test_a_table_in_an_archive_is_one_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", 'name;crates\n"Ilse; the\nfirst";12\n\n;3\n')
    (document,) = read(path)
    assert isinstance(document, ParsedDocument)
    assert document.text == "name\tcrates\nIlse; the first\t12\n\t3"
    assert (document.locator, document.title) == ("list.csv", "list.csv")
