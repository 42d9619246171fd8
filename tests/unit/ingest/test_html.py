from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.ingest.html import read_html
from reviewer.ingest.web_page import parse_html
from reviewer.model import RegionKind, Remark, RemarkKind

PAGE = """<!doctype html><html><head><title>Old
 port</title><meta name="author" content="Ilse Ambo"><meta name="date" content="4 May 2006">
<style>p { color: red }</style></head><body><nav><a href="http://example.org">Home</a></nav>
<h1>Crates</h1><p>One <b>t</b>wo &amp;  three<br>four</p><div hidden>hidden name</div>
<table><tr><td><p>a</p></td><td></td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>
<script>alert(1)</script><!-- left by the editor --><pre>x
  y</pre><img src="http://example.org/p.gif" alt="a map"></body></html>"""


def test_everything_written_is_kept_in_lines(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    document = read_html(path)
    assert document.text == (
        "Home\n\nCrates\n\nOne two & three\nfour\n\nhidden name\n\na\t\tc\nd\te"
        "\nleft by the editor\n\nx\n  y\n\na map"
    )
    assert (document.title, document.author, document.date) == (
        "Old port",
        "Ilse Ambo",
        "2006-05-04",
    )
    assert document.metadata == {"Date as written": "4 May 2006", "Links": "http://example.org"}
    told = {(each.kind, document.text[each.start_cp : each.end_cp]) for each in document.regions}
    assert told == {
        (RegionKind.BOILERPLATE, "Home"),
        (RegionKind.HIDDEN, "hidden name"),
        (RegionKind.COMMENT, "left by the editor"),
    }
    assert document.remarks == (Remark(RemarkKind.HIDDEN, "1 hidden passage, 1 comment"),)


def test_a_page_is_read_in_the_charset_that_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes('<meta charset="windows-1251"><p>Порт</p>'.encode("cp1251"))
    assert read_html(path).text == "Порт"


def test_nesting_of_any_depth_is_read_to_its_bottom() -> None:
    depth = 50_000
    assert parse_html("<div>" * depth + "deep" + "</div>" * depth + "end").text == "deep\nend"


def test_entities_of_the_author_are_not_defined() -> None:
    markup = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>a &x; b</p>'
    assert "&x;" in parse_html(markup).text


@given(st.lists(st.text("abcäж中🙂 ", min_size=1), min_size=1))
def test_every_word_comes_through(paragraphs: list[str]) -> None:
    page = parse_html("".join(f"<p>{text}</p>" for text in paragraphs))
    assert page.text.split() == " ".join(paragraphs).split()


@given(st.text("<>/!-&;abtdrpe\"'= \0\n"))
def test_no_markup_crashes(markup: str) -> None:
    assert isinstance(parse_html(markup).text, str)


def test_a_page_without_a_title_is_named_by_what_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!-- Licence --><nav>Menu</nav><p hidden>x</p><p>Crates of <i>tea</i></p>")
    assert read_html(path).title == "Crates of tea"


def test_of_a_page_without_a_body_the_title_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<title>Crates</title><script>fill()</script>")
    assert read_html(path).text == "Crates"


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html><script>x()</script></html>")
    with pytest.raises(ReadError, match="no text"):
        read_html(path)
