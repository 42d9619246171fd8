"""Which words a term stands for, against asking every word."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.search.index import SearchIndex
from reviewer.search.lexicon import Lexicon, TooManyWords, lexicon_of
from reviewer.search.nodes import Exact, Fuzzy, Glob, Inflected, Term
from reviewer.search.postings import FieldPostings
from reviewer.search.stemming import shared_prefix, stems_of
from tests.unit.search.documents import document

_letters = st.text("abcдй😀٣", min_size=1, max_size=6)
_patterns = st.text("abcдй😀*?", min_size=1, max_size=6).filter(lambda text: set(text) & {*"*?"})
_terms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Exact, _letters),
    st.builds(Glob, _patterns),
    st.builds(Fuzzy, _letters, st.integers(1, 2)),
)
_quick = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def _postings(folder: Path, words: list[str]) -> FieldPostings:
    index = SearchIndex.create(folder)
    index.add([document(1, " ".join(words))])
    return index.snapshot.segments[0].fields["body"]


def _found(postings: FieldPostings, term: Term) -> list[str]:
    places = Lexicon(postings).places(term, 1000)
    return [postings.words[place].decode() for place in places.tolist()]


@_quick
@given(st.lists(_letters, min_size=1, max_size=30), st.lists(_terms, min_size=5, max_size=20))
def test_finds_every_word_that_a_term_matches(
    tmp_path: Path, words: list[str], terms: list[Term]
) -> None:
    postings = _postings(tmp_path / "index", [*words, "arm"])
    known = [word.decode() for word in postings.words]
    for term in terms:
        assert _found(postings, term) == [word for word in known if term.matches(word)], term


@pytest.mark.parametrize("asked", ["arms", "ракетами", "كتاب", "missiles"])
def test_finds_the_forms_of_a_word(tmp_path: Path, asked: str) -> None:
    words = ["arm", "arms", "army", "ракета", "ракеты", "كتاب", "الكتاب", "missile", "mission"]
    postings = _postings(tmp_path / "index", words)
    stems = stems_of(asked, ["en"])
    term = Inflected(asked, stems, shared_prefix(asked, stems))
    found = _found(postings, term)
    assert found == [word.decode() for word in postings.words if term.matches(word.decode())]
    assert found


def test_the_same_term_is_looked_for_once_and_stays_bounded(tmp_path: Path) -> None:
    postings = _postings(tmp_path / "index", ["arms", "army", "armed"])
    lexicon = lexicon_of(postings)
    assert lexicon is lexicon_of(postings)
    assert len(lexicon.places(Glob("arm*"), 3)) == 3
    for term in (Glob("arm*"), Glob("*m*")):
        with pytest.raises(TooManyWords):
            lexicon.places(term, 2)
