from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewer.ingest.encodings import (
    CHOICES,
    decode,
    is_open_to_choice,
    known,
    looks_wrong,
    marked_encoding,
    told_guess,
)
from reviewer.model import RemarkKind
from tests.unit.ingest.packed import documents_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
# A text without a mark must not begin with one, nor look like two bytes a letter.
UNMARKED = TEXT.filter(lambda text: not text.startswith("\ufeff") and "\0" not in text)

WESTERN = {
    "English": "“It’s a naïve plan,” the Minister told us – at 5 € a crate, or £4 a piece.",
    "French": "L’été dernier, l’évêque a reçu à Genève cent caisses de thé : « déjà payées », "
    "disait-il, mais où étaient-elles ? Ça, personne ne l’a su. ÉCOLE FERMÉE. Cœur brisé.",
    "German": "Die Prüfung der Güter im Hafen läuft über drei Büros; für Öl gilt § 5. „Größe“ "
    "und Gewicht fehlen. ÜBERSICHT DER FÄLLE: müßig, dürftig, höflich.",
    "Spanish": "¿Dónde están los cajones? ¡Aquí no! El señor Núñez llegó el año pasado con su "
    "niña, según dijo el pingüino de la compañía nº 3. Próxima acción: mañana.",
    "Portuguese": "A questão não é só de opinião: são três situações, e a NAÇÃO já não tem pão. "
    "Às vezes há água. A 2ª edição custou 3 m² de papel.",
    "Catalan": "La col·lecció és a l’aparcament paral·lel: il·lusió i cel·la, tot a Barcelona.",
    "Icelandic": "Það er ekki hægt að segja frá því hvað þau gerðu þá á Íslandi í vetur.",
    "Finnish": "Pääministeri lähetti kirjeen tänään työpöydältä, eikä tämäkään ehtinyt ajoissa.",
}
OTHERS = {
    "cp1251": "Совершенно секретно. Порт закрыт до утра.",
    "koi8-r": "Совершенно секретно. Порт закрыт до утра.",
    "cp866": "Совершенно секретно. Порт закрыт до утра.",
    "shift_jis": "機密電報 港は朝まで閉鎖されている",
    "gb18030": "机密电报:港口关闭到早晨,不得外传",
    "cp1253": "Το λιμάνι είναι κλειστό μέχρι το πρωί",
    "cp1256": "الميناء مغلق حتى الصباح ولا أحد يعرف",
    "cp1250": "Łódź: przesyłka została wysłana, gdyż słońce już zaszło; głównie sprzęt i żółty "
    "pył, którą później połknął wąż. Mężczyźni śpią.",
}


@given(UNMARKED)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text
    assert decode(text.encode(), "cp1251") == text


@given(TEXT, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_decides_and_is_taken_off(text: str, encoding: str) -> None:
    # UTF-16 that begins with NUL has the same first bytes as UTF-32.
    assume(not (encoding == "utf-16" and text.startswith("\0")))
    assert decode(text.encode(encoding), "koi8-r") == text


@given(st.binary(), st.sampled_from([None, *CHOICES]))
def test_any_bytes_become_characters(data: bytes, chosen: str | None) -> None:
    text = decode(data, chosen)
    assert isinstance(looks_wrong(text), bool)


def test_what_is_not_utf8_is_windows_1252() -> None:
    assert decode("Café “Möwe” – 5 €".encode("cp1252")) == "Café “Möwe” – 5 €"


def test_bytes_that_windows_1252_does_not_know_become_the_replacement_character() -> None:
    assert decode(b"a\x81b\xe9") == "a\ufffdbé"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_are_seen_by_their_zeros(encoding: str) -> None:
    assert decode("Port of Velmara — 42".encode(encoding)) == "Port of Velmara — 42"
    assert marked_encoding("Порт Velmara, 42 🙂".encode(encoding)) is None or encoding[4] == "3"


@given(st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), min_size=4))
def test_utf32_without_a_mark_is_seen_in_every_script(text: str) -> None:
    assume(not text.startswith("\ufeff"))
    assert decode(text.encode("utf-32-le")) == text


def test_a_zero_byte_here_and_there_does_not_make_it_utf16() -> None:
    assert decode(b"a\0b\0c and so on and on") == "a\0b\0c and so on and on"
    assert marked_encoding(bytes(64)) is None


@pytest.mark.parametrize("language", WESTERN)
def test_western_texts_are_taken_for_right(language: str) -> None:
    text = WESTERN[language]
    assert decode(text.encode("cp1252")) == text
    assert not looks_wrong(text)
    assert not any(looks_wrong(part) for part in text.split(". "))


@pytest.mark.parametrize("encoding", OTHERS)
def test_texts_in_other_encodings_are_told_and_read_when_theirs_is_chosen(encoding: str) -> None:
    data = OTHERS[encoding].encode(encoding)
    (remark,) = told_guess(decode(data))
    assert remark.kind is RemarkKind.GUESSED
    assert "Windows-1252" in remark.detail
    assert decode(data, encoding) == OTHERS[encoding]
    assert told_guess(decode(data, encoding), encoding) == ()


def test_a_mixture_of_encodings_is_told() -> None:
    assert looks_wrong(decode("Café ".encode() + "Café".encode("cp1252")))
    assert not looks_wrong("Café")


@pytest.mark.parametrize("text", [WESTERN["German"], OTHERS["cp1251"], "日本語", "", "OK"])
def test_unicode_is_never_taken_for_wrong(text: str) -> None:
    assert not looks_wrong(text)


def test_a_choice_is_open_only_where_the_bytes_prove_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for data, is_open in (
        (b"plain", False),
        ("Порт".encode(), False),
        ("Порт".encode("utf-16"), False),
        ("Порт".encode("cp1251"), True),
        ("é".encode()[:1], True),
    ):
        path.write_bytes(data)
        assert is_open_to_choice(path) is is_open


def test_every_choice_is_an_encoding() -> None:
    assert [known(name) for name in CHOICES] == [codecs.lookup(name).name for name in CHOICES]
    for name in ("rot13", "base64", "unicode_escape", "undefined", "no such", "", "\0"):
        assert known(name) is None


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.html", "a.eml"])
def test_a_cut_character_turns_no_text_into_another_alphabet(tmp_path: Path, name: str) -> None:
    words = "Двенадцать ящиков на причале. "
    data = words.encode() + b"\xd0" + words.encode()
    head = {
        "a.csv": b"id,body\n1,",
        "a.html": b'<meta charset="utf-8"><p>',
        "a.eml": b"From: a@example.org\nMIME-Version: 1.0\n"
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n",
    }
    path = tmp_path / name
    path.write_bytes(head.get(name, b"") + data)
    [document] = documents_of(path)
    assert document.text.strip() == f"{words}\ufffd{words}".strip()


def test_a_few_letters_of_two_encodings_are_read_as_the_default() -> None:
    assert decode("é".encode() + b" caf\xe9") == "Ã© café"
