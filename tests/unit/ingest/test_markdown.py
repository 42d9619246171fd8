from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.ingest.markdown import read_markdown


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("intro\n\n## The *port* ##\n", "The *port*"),
        ("```\n# not this\n```\nReal\n====\n", "Real"),
        ("only a line\n", "only a line"),
    ],
)
def test_the_first_heading_is_the_title_and_the_text_stays(
    tmp_path: Path, text: str, title: str
) -> None:
    path = tmp_path / "note.md"
    path.write_text(text)
    document = read_markdown(path)
    assert document.title == title
    assert document.text == text


def test_front_matter_tells_title_date_and_author(tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    text = "---\ntitle: 'Crates: a list'\nDate: 2006-05-04\nauthor: Ilse Ambo\nx\n---\n# Other\n"
    path.write_text(text)
    document = read_markdown(path)
    assert (document.title, document.date, document.author) == (
        "Crates: a list",
        "2006-05-04",
        "Ilse Ambo",
    )
    assert document.text == text
    path.write_text("---\ntitle: no end\n\n# Other\n")
    assert read_markdown(path).title != "no end"
