import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.analysis import WORD, WordTokenizer, fold, folded_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Igla-S", ["igla", "s"]),
        ("05MOSCOW1234", ["05moscow1234"]),
        ("O'Neil, U.S.", ["o", "neil", "u", "s"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("Café cafe\u0301", ["cafe", "cafe"]),
        ("Й й", ["и", "и"]),
        ("إسرائيل", ["اسراييل"]),
        ("ﬁle №5", ["file", "5"]),
        ("😀word😀", ["word"]),
        ("a_b", ["a_b"]),
    ],
)
def test_words_are_cut_and_folded(text: str, words: list[str]) -> None:
    assert folded_words(text) == words


@given(st.text())
def test_folding_again_changes_nothing_and_composition_does_not_matter(text: str) -> None:
    for word in WORD.findall(text):
        assert fold(fold(word)) == fold(word)
    assert folded_words(unicodedata.normalize("NFC", text)) == folded_words(
        unicodedata.normalize("NFD", text)
    )


@given(st.text())
def test_token_offsets_are_code_points_of_the_text_as_it_is(text: str) -> None:
    tokens = [
        (token.text, token.startchar, token.endchar, token.pos)
        for token in WordTokenizer()(text, chars=True, positions=True)
    ]
    assert [fold(text[start:end]) for _, start, end, _ in tokens] == [each[0] for each in tokens]
    assert [position for *_, position in tokens] == list(range(len(tokens)))


def test_an_untokenised_value_keeps_its_star() -> None:
    assert [token.text for token in WordTokenizer()("Miss*le", tokenize=False)] == ["miss*le"]


def test_a_word_of_a_megabyte_is_cut_into_neighbours() -> None:
    words = folded_words("x" * 1_000_000)
    assert max(map(len, words)) == 128
    assert "".join(words) == "x" * 1_000_000
