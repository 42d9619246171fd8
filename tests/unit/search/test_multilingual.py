"""Sentences in five languages besides English, searched as an analyst would."""

import pytest

from reviewer.search.hits import find_hits
from reviewer.search.languages import language_of
from reviewer.search.query import parse_query

SENTENCES = {
    "ru": "Посредник предложил ещё три комплекса «Игла-С», хотя покупатели отказались от ракет; "
    "новый договор подписали в Твери 12.06.2005.",
    "ar": "قال الوسيط إنّ الصواريخَ لم تصل إلى الميناء، وإن المشترين رفضوا العقد؛ ثم وقّعوا عقدًا "
    "آخر في مدرسة قرب أربيل سنة ٢٠٠٥ وصـــودر السلاح.",
    "es": "El intermediario ofreció más misiles, pero los compradores rechazaron la oferta; las "
    "negociaciones siguieron en España el año 2005.",
    "fr": "L'intermédiaire a proposé d’autres missiles, mais les acheteurs ont refusé l’accord ; "
    "les négociations se poursuivent à Besançon, où l'œuvre reste inachevée.",
    "de": "Der Zwischenhändler bot weitere Raketen an, doch die Käufer lehnten ab; die Verträge "
    "wurden in der Schillerstraße unterschrieben, nachdem man die Häuser durchsucht hatte.",
}


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [
        ("ru", "ракета", ["ракет"]),
        ("ru", "РАКЕТЫ", ["ракет"]),
        ("ru", "еще", ["ещё"]),
        ("ru", "Игла-С", ["Игла-С"]),
        ("ru", '"новых договоров"', ["новый договор"]),
        ("ru", '="новых договоров"', []),
        ("ru", "договор*", ["договор"]),
        ("ru", "12.06.2005", ["12.06.2005"]),
        ("ru", "покупатель", ["покупатели"]),
        ("ru", "near:(покупатель ракета)~2", ["покупатели отказались от ракет"]),
        ("ar", "الصواريخ", ["الصواريخَ"]),
        ("ar", "ميناء", ["الميناء"]),
        ("ar", "عقد", ["العقد", "عقدًا"]),
        ("ar", "=عقد", []),
        ("ar", "=عقدا", ["عقدًا"]),
        ("ar", "مدرسه", ["مدرسة"]),
        ("ar", "اربيل", ["أربيل"]),
        ("ar", "2005", ["٢٠٠٥"]),
        ("ar", "=وصودر", ["وصـــودر"]),
        ("es", "misil", ["misiles"]),
        ("es", "negociacion", ["negociaciones"]),
        ("es", "comprador", ["compradores"]),
        ("es", "espana ano", ["España", "año"]),
        ("es", '"mas misiles"', ["más misiles"]),
        ("fr", "intermediaire", ["intermédiaire"]),
        ("fr", "l'accord", ["l’accord"]),
        ("fr", "accords", ["accord"]),
        ("fr", "acheteur", ["acheteurs"]),
        ("fr", "negociation", ["négociations"]),
        ("fr", "besancon", ["Besançon"]),
        ("de", "rakete", ["Raketen"]),
        ("de", "Schillerstrasse", ["Schillerstraße"]),
        ("de", "Vertrag", ["Verträge"]),
        ("de", "Haus", ["Häuser"]),
        ("de", "Haeuser", ["Häuser"]),
        ("de", "kaufer", ["Käufer"]),
        ("de", "zwischenh*", ["Zwischenhändler"]),
    ],
)
def test_finds_forms_and_spellings(language: str, query: str, found: list[str]) -> None:
    text = SENTENCES[language]
    hits = find_hits(parse_query(query, {"en", language}), text)
    assert [text[hit.start_cp : hit.end_cp] for hit in hits] == found


@pytest.mark.parametrize("language", SENTENCES)
def test_the_language_is_told(language: str) -> None:
    assert language_of(SENTENCES[language]) == language


def test_other_forms_than_english_are_found_only_when_their_language_is_asked_for() -> None:
    assert not find_hits(parse_query("Haus"), SENTENCES["de"])
    assert not find_hits(parse_query("=Haus", {"de"}), SENTENCES["de"])
