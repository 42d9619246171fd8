import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.search.analysis import (
    WORD,
    WordTokenizer,
    fold,
    folded_words,
    indexed_words,
    parts_of,
    whole_words,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Igla-S", ["igla", "s"]),
        ("05MOSCOW1234", ["05", "moscow", "1234"]),
        ("O'Neil, U.S.", ["o", "neil", "u", "s"]),
        ("Teshikʼs Qurʾān ʿAbd", ["teshik", "s", "qur", "an", "abd"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("Café cafe\u0301", ["cafe", "cafe"]),
        ("Й и\u0306 йод", ["й", "й", "йод"]),
        ("Ёлка ещё", ["елка", "еще"]),
        ("إسرائيل", ["اسراييل"]),
        ("ﬁle №5", ["file", "5"]),
        ("😀word😀", ["word"]),
        ("con\xadtrolled sale\xad", ["controlled", "sale"]),
        ("a_b ____", ["a", "b"]),
        ("l’accord d'armes", ["l", "accord", "d", "armes"]),
        ("año Ñandú", ["ano", "nandu"]),
        ("ALTÖTTING groß", ["altotting", "gross"]),
        ("صـــواريخ", ["صواريخ"]),
        ("مُحَمَّد", ["محمد"]),
        ("أحمد إحمد آحمد ٱحمد", ["احمد", "احمد", "احمد", "احمد"]),
        ("مدرسة مدرسه على علي", ["مدرسه", "مدرسه", "علي", "علي"]),
        ("٢٠٠٥ ۲۰۰۵", ["2005", "2005"]),
        ("договор о поставках", ["договор", "о", "поставках"]),
    ],
)
def test_words_are_cut_and_folded(text: str, words: list[str]) -> None:
    assert folded_words(text) == words


@given(st.text() | st.text(alphabet="aZéйи\u0306\u0301ёяسـى٣\xad"))
def test_folding_again_changes_nothing_and_composition_does_not_matter(text: str) -> None:
    for word in WORD.findall(text):
        assert fold(fold(word)) == fold(word)
    assert folded_words(unicodedata.normalize("NFC", text)) == folded_words(
        unicodedata.normalize("NFD", text)
    )


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("arms sale", [("arms", 0), ("sale", 1)]),
        (
            "ref 05MOSCOW1234, arms",
            [
                ("ref", 0),
                ("05moscow1234", 1),
                ("05", 1),
                ("moscow", 2),
                ("1234", 3),
                ("arms", 4),
            ],
        ),
        ("С300 é", [("с300", 0), ("с", 0), ("300", 1), ("e", 2)]),
    ],
)
def test_a_mixed_word_is_indexed_whole_and_in_parts(
    text: str, indexed: list[tuple[str, int]]
) -> None:
    assert list(indexed_words(text)) == indexed


def test_a_mixed_word_can_be_had_whole() -> None:
    assert whole_words("Ref. 05MOSCOW1234") == ["ref", "05moscow1234"]


_mixed = st.text(alphabet="aZé\u0301я9٣ -_'س\u064eـ²", max_size=40)


@given(st.text() | _mixed)
def test_parts_take_the_places_of_the_words_in_order(text: str) -> None:
    indexed = list(indexed_words(text))
    words = folded_words(text)
    assert [place for _, place in indexed] == sorted(place for _, place in indexed)
    assert {(word, place) for place, word in enumerate(words)} <= set(indexed)
    assert {word for word, _ in indexed} == {*words, *whole_words(text)}


@given(st.text() | _mixed)
def test_whoosh_sees_the_same_words_at_the_same_places(text: str) -> None:
    tokens = [
        (token.text, token.pos - 7, token.startchar, token.endchar)
        for token in WordTokenizer()(text, chars=True, positions=True, start_pos=7)
    ]
    assert [token[:2] for token in tokens] == list(indexed_words(text))
    assert [fold(text[start:end]) for *_, start, end in tokens] == [each[0] for each in tokens]


@given(st.text() | _mixed)
def test_the_parts_of_a_word_are_all_of_it(text: str) -> None:
    for word in WORD.findall(text):
        assert "".join(word[start:end] for _, start, end in parts_of(word)) == word


def test_an_untokenised_value_keeps_its_star() -> None:
    assert [token.text for token in WordTokenizer()("Miss*le", tokenize=False)] == ["miss*le"]


def test_a_word_of_a_megabyte_is_cut_into_neighbours() -> None:
    words = folded_words("x" * 1_000_000)
    assert max(map(len, words)) == 128
    assert "".join(words) == "x" * 1_000_000
