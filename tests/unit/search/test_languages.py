import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from reviewer.search.languages import READ_CP, language_of

SENTENCES = {
    "en": "The consul told us on Tuesday that nobody had seen the two lorries leave the harbour.",
    "ru": "Консул сообщил нам во вторник, что никто не видел, как два грузовика покинули порт.",
    "ar": "أخبرنا القنصل يوم الثلاثاء أن أحدا لم ير الشاحنتين وهما تغادران الميناء.",
    "es": "El cónsul nos dijo el martes que nadie había visto salir del puerto los dos camiones.",
    "fr": "Le consul nous a dit mardi que personne n'avait vu les deux camions quitter le port.",
    "de": "Der Konsul sagte uns am Dienstag, niemand habe die zwei Lastwagen abfahren sehen.",
    "uk": "Консул повідомив нам у вівторок, що ніхто не бачив, як дві вантажівки покинули порт.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_tells_the_language_of_a_sentence(language: str) -> None:
    assert language_of(SENTENCES[language]) == language
    assert language_of(SENTENCES[language].upper()) == language


@pytest.mark.parametrize("text", ["", " \n", "1234 05-06", "Igla-S", "\ud800\x00", "ID;X;1\n2;Y;3"])
def test_says_nothing_when_it_cannot_be_sure(text: str) -> None:
    assert language_of(text) == ""


def test_threads_agree() -> None:
    asked = list(SENTENCES) * 40
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda language: language_of(SENTENCES[language]), asked))
    assert told == asked


def test_a_long_document_costs_no_more_than_its_beginning() -> None:
    text = SENTENCES["ru"] * 50_000
    language_of(text)
    start = time.perf_counter()
    for _ in range(10):
        language_of(text)
    assert len(text) > 1_000 * READ_CP
    assert time.perf_counter() - start < 0.5
