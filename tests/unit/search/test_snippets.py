from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.analysis import WORD
from reviewer.search.query import parse_query
from reviewer.search.snippets import Snippets
from tests.unit.search import naive
from tests.unit.search.test_hits import is_asked_for


def test_shows_the_densest_piece() -> None:
    text = "arms " + "filler " * 100 + "arms and\n\n  more arms and arms " + "filler " * 100
    snippet = Snippets(parse_query("arms")).make(text, 80)
    assert "arms and more arms and arms" in snippet.text
    assert snippet.text.startswith("…filler")
    assert snippet.text.endswith("filler…")
    assert [snippet.text[hit.start_cp : hit.end_cp] for hit in snippet.hits] == ["arms"] * 3


def test_shows_the_beginning_without_hits() -> None:
    snippet = Snippets(parse_query("title:x")).make("\n  One\r\ntwo " + "three " * 50, 20)
    assert snippet.text == "One two three three…"
    assert snippet.hits == ()


def test_a_short_text_is_shown_whole() -> None:
    assert Snippets(parse_query("b")).make("a\nb\tc\n").text == "a b c"
    assert Snippets(parse_query("b")).make("").text == ""


def test_a_hit_far_down_is_shown() -> None:
    text = "filler " * 100_000 + "needle"
    assert Snippets(parse_query("needle")).make(text).text.endswith("filler needle")


@given(naive.positive_leaves, naive.texts, st.text(alphabet="ab \n😀\u0301", max_size=300))
def test_hits_stay_on_their_words_and_the_width_is_kept(query: str, text: str, filler: str) -> None:
    parsed = parse_query(query)
    snippet = Snippets(parsed).make(f"{filler} {text} {filler}", 60)
    assert len(snippet.text) <= 62
    assert "\n" not in snippet.text
    for hit in snippet.hits:
        assert 0 <= hit.start_cp < hit.end_cp <= len(snippet.text)
        words = [match.group() for match in WORD.finditer(snippet.text, hit.start_cp, hit.end_cp)]
        assert is_asked_for(parsed, words[0])


@given(naive.positive_leaves, st.lists(naive.texts, max_size=4))
def test_a_text_looks_the_same_whatever_was_read_before_it(query: str, texts: list[str]) -> None:
    parsed = parse_query(query)
    snippets = Snippets(parsed)
    for text in texts:
        assert snippets.make(text) == Snippets(parsed).make(text)
