"""Which words a term stands for, against asking every word."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import Cancelled
from reviewer.search import postings as postings_module
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


_forms = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["d", "di", "arm", "hop", "cr", "cheva", "straß", "ракет", "مكتب", "й"]),
        st.sampled_from(["", "e", "es", "ed", "ies", "ied", "ing", "ping", "ux", "l", "ами", "ا"]),
    ),
)


@_quick
@given(
    st.lists(_forms, min_size=1, max_size=30),
    st.lists(_forms, min_size=3, max_size=6),
    st.sets(st.sampled_from(["en", "fr", "de", "es"]), min_size=1),
    st.sampled_from([1, 1000]),
)
def test_finds_the_forms_that_share_a_stem_in_any_language(
    tmp_path: Path, words: list[str], asked: list[str], languages: set[str], many: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings_module, "MANY_WORDS", many)
        postings = _postings(tmp_path / "index", words)
    assert bool(postings.stems) == (many == 1)
    known = [word.decode() for word in postings.words]
    for word in asked:
        stems = stems_of(word, languages)
        term = Inflected(word, stems, shared_prefix(word, stems)) if stems else Exact(word)
        assert _found(postings, term) == [each for each in known if term.matches(each)], term


def test_finds_words_of_any_length(tmp_path: Path) -> None:
    postings = _postings(tmp_path / "index", ["ß" * 128, "ß" * 127, "ß" * 126, "arms"])
    longest, shorter = "s" * 256, "s" * 254
    assert _found(postings, Fuzzy("s" * 257, 1)) == [longest]
    assert _found(postings, Fuzzy(longest, 2)) == [shorter, longest]
    assert _found(postings, Glob("?" * 255 + "s")) == [longest]
    assert _found(postings, Glob("?*" + shorter)) == [longest]


@pytest.mark.parametrize(
    "term", [Glob("*a?"), Fuzzy("word", 1), Inflected("word", frozenset({("en", "word")}), "w")]
)
def test_stops_looking_when_the_search_is_no_longer_wanted(tmp_path: Path, term: Term) -> None:
    postings = _postings(tmp_path / "index", ["word", "ward", "armas"])

    def stop() -> None:
        raise Cancelled("The search was stopped.")

    with pytest.raises(Cancelled):
        Lexicon(postings).places(term, 1000, stop)


def test_the_same_term_is_looked_for_once_and_stays_bounded(tmp_path: Path) -> None:
    postings = _postings(tmp_path / "index", ["arms", "army", "armed"])
    lexicon = lexicon_of(postings)
    assert lexicon is lexicon_of(postings)
    assert len(lexicon.places(Glob("arm*"), 3)) == 3
    for term in (Glob("arm*"), Glob("*m*")):
        with pytest.raises(TooManyWords):
            lexicon.places(term, 2)
