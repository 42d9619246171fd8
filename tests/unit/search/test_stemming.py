import random
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from reviewer.search.analysis import fold, folded_words
from reviewer.search.nodes import Exact, Inflected
from reviewer.search.stemming import LANGUAGES, stem_of, stems_of
from reviewer.search.terms import any_form

ROOTS = {
    "en": """arm sell carry lie tie die vie hope hop nation possib abl relat sensi happi fly sky
        ski play agree occur panic logi conform act critic use generat idl gentl sing proceed""",
    "de": """haus haeus laeuf schiff goethe muell quell feuer bau raket waff liefer koenig see""",
    "es": "arm vend pag logr pac jefe nac present conduc evid hac carg segu averigu",
    "fr": "cheval march vend fin commun appliqu evid prud const joy pay noy citoy nouv gen",
    "ru": "ракет оруж поставк договор сказа торгова морск син краси больш иде читай",
    "ar": "صاروخ سلاح عقد سفير مدرس كتاب وزير بحر تاجر",
}
ENDINGS = {
    "en": """s es ed ing ly er ies y ying tional ency ation ator izer ability ibility ably able
        ible ously ousness iveness fulness ality ivity ogist logy ful less ness icate ative alize
        ical ance ence ment ion ism eed eedly edly e ling led""",
    "de": """e em en ern er es s st est end ung ungen ig igkeit isch lich heit keit in innen et
        ln""",
    "es": """o a os as ar er ir ando iendo aba aron amos encia encias ucion uciones ancia logia
        mente amente idad able ista ivo adora yendo gue e es""",
    "fr": """e es er ez ons ent ait ante amment emment ment ence ances ation atrice ateur logie
        ution ite if ive eaux aux eux euse issement ie iere y ique iques el elle enne""",
    "ru": """а ы у е ой ам ами ах и ю ь ий ый ая ого ому ым ейший ость остью л ла ли ть лся ет
        ют ющий нный вши ся""",
    "ar": "ة ات ان ين ون ه ها هم نا ي كم وا تم",
}
BEGINNINGS = {"ar": ["ال", "و", "ب", "وال", "بال", "لل", "ف", "س"]}


def made_words(language: str) -> list[str]:
    """Return some tens of thousands of words with the endings that the stemmer knows."""
    chance = random.Random(language)
    letters = sorted({letter for root in ROOTS[language] for letter in root} - {" ", "\n"})
    nonsense = ["".join(chance.choices(letters, k=chance.randint(1, 6))) for _ in range(1_200)]
    endings = ["", *ENDINGS[language].split()]
    known = product(ROOTS[language].split(), endings, endings)
    other = ((root, *chance.choices(endings, k=2)) for root in nonsense for _ in range(12))
    words = {"".join(parts) for parts in (*known, *other)}
    words |= {
        first + word for first in BEGINNINGS.get(language, ()) for word in list(words)[:5_000]
    }
    return [word for each in sorted(words) for word in folded_words(each)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_is_missed_by_looking_only_at_words_with_the_prefix(language: str) -> None:
    words = made_words(language)
    assert len(words) > 10_000
    forms: dict[str, list[str]] = {}
    for word in words:
        forms.setdefault(stem_of(word, language), []).append(word)
    for alike in forms.values():
        asked = any_form(alike[0], {language})
        assert isinstance(asked, Inflected)
        assert bool(asked.prefix) == (language != "ar")
        assert [word for word in alike if not word.startswith(asked.prefix)] == []
        assert all(asked.matches(word) for word in alike)


def test_a_prefix_is_long_enough_to_be_of_use() -> None:
    prefixes = {word: any_form(word, {"en"}).prefix for word in ("arms", "missiles", "selling")}  # type: ignore[union-attr]
    assert prefixes == {"arms": "arm", "missiles": "missil", "selling": "sell"}


def test_forms_in_several_languages_are_all_found() -> None:
    asked = any_form("ventes", {"en", "fr"})
    assert asked.matches("venta")
    assert asked.matches("venting")
    assert not any_form("ventes", {"en"}).matches("venta")


@pytest.mark.parametrize(
    ("word", "forms", "others"),
    [
        ("sale", ["sale", "sales"], ["sell", "salt"]),
        ("lying", ["lie", "lies", "lying", "lied"], ["l", "line"]),
        ("possibility", ["possible", "possibly", "possibilities"], ["possum"]),
        ("ракета", ["ракеты", "ракет", "ракетами", "ракетой"], ["ракетчик"]),
        ("договор", ["договора", "договоров", "договоре"], ["договорённость"]),
        ("новый", ["новый", "новая", "новыми", "новой"], ["новость"]),
        ("وزير", ["الوزير", "والوزير", "للوزير", "وزيرها", "وزيران"], ["وزن", "زير"]),
        ("سفينة", ["السفينة", "بالسفينة"], ["سفير"]),
        ("السفارات", ["سفارة", "سفارات", "والسفارة"], ["سفير"]),
        ("لبنان", ["لبنان", "لبناني", "اللبنانية", "اللبنانيون"], ["لبن"]),
        ("صاروخ", ["الصاروخ", "وصاروخ", "صاروخا"], ["صواريخ", "rocket"]),
    ],
)
def test_a_word_stands_for_its_forms(word: str, forms: list[str], others: list[str]) -> None:
    asked = any_form(fold(word), {"en"})
    assert [each for each in [*forms, *others] if asked.matches(fold(each))] == forms


@pytest.mark.parametrize("word", ["1234", "δραχμη", "東京"])
def test_what_has_no_stemmer_stands_for_itself(word: str) -> None:
    assert any_form(word, {"en"}) == Exact(word)


def test_russian_and_arabic_are_known_by_their_letters() -> None:
    assert stems_of("ракеты", {"en"}) == {("ru", "ракет")}
    assert {language for language, _ in stems_of("الصاروخ", {"en"})} == {"ar"}
    assert stems_of("arms", {"ru", "ar"}) == frozenset()


def test_threads_stem_alike() -> None:
    words = made_words("en")[:3_000] * 4
    with ThreadPoolExecutor(8) as threads:
        stems = list(threads.map(lambda word: stem_of(word, "en"), words))
    assert stems == [stem_of(word, "en") for word in words]
