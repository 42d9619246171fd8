from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.analysis import WORD
from reviewer.search.query import parse_query
from reviewer.search.snippets import make_snippet
from tests.unit.search import naive
from tests.unit.search.test_hits import is_asked_for


def test_shows_the_densest_piece() -> None:
    text = "arms " + "filler " * 100 + "arms and\n\n  more arms and arms " + "filler " * 100
    snippet = make_snippet(parse_query("arms"), text, 80)
    assert "arms and more arms and arms" in snippet.text
    assert snippet.text.startswith("…filler")
    assert snippet.text.endswith("filler…")
    assert [snippet.text[hit.start_cp : hit.end_cp] for hit in snippet.hits] == ["arms"] * 3


def test_shows_the_beginning_without_hits() -> None:
    snippet = make_snippet(parse_query("title:x"), "\n  One\r\ntwo " + "three " * 50, 20)
    assert snippet.text == "One two three three…"
    assert snippet.hits == ()


def test_a_short_text_is_shown_whole() -> None:
    assert make_snippet(parse_query("b"), "a\nb\tc\n").text == "a b c"
    assert make_snippet(parse_query("b"), "").text == ""


def test_a_hit_far_down_is_shown() -> None:
    text = "filler " * 100_000 + "needle"
    assert make_snippet(parse_query("needle"), text).text.endswith("filler needle")


@given(naive.positive_leaves, naive.texts, st.text(alphabet="ab \n😀\u0301", max_size=300))
def test_hits_stay_on_their_words_and_the_width_is_kept(query: str, text: str, filler: str) -> None:
    parsed = parse_query(query)
    snippet = make_snippet(parsed, f"{filler} {text} {filler}", 60)
    assert len(snippet.text) <= 62
    assert "\n" not in snippet.text
    for hit in snippet.hits:
        assert 0 <= hit.start_cp < hit.end_cp <= len(snippet.text)
        words = [match.group() for match in WORD.finditer(snippet.text, hit.start_cp, hit.end_cp)]
        assert is_asked_for(parsed, words[0])
