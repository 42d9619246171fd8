"""A word of a query stands for its forms in the languages that the corpus is written in."""

from pathlib import Path

from reviewer.corpus.database import create_corpus
from reviewer.jobs.index_job import run_index
from reviewer.jobs.protocol import Control, Silence
from reviewer.review.finding import Finder, Request
from reviewer.review.term_lists import TermCount, count_term, read_terms
from reviewer.search.query import parse_query
from tests.corpora import add_documents

GERMAN = (
    "Die Raketen lagen in grünen Kisten im Keller der alten Zuckerfabrik, und niemand wollte "
    "wissen, wohin die Lastwagen in der Nacht gefahren waren."
)
ENGLISH = (
    "The crates stood in the cellar of the old sugar works, and nobody wanted to know where the "
    "lorries had gone during the night."
)


def test_german_words_are_found_in_their_forms_where_there_are_german_texts(
    tmp_path: Path,
) -> None:
    with create_corpus(tmp_path / "Cables") as corpus:
        add_documents(corpus, [f"{n}. {ENGLISH}" for n in range(3)])
        run_index(corpus, Silence(), Control())
        finder = Finder(corpus)
        finder.index()
        assert finder.languages == {"en"}
        add_documents(corpus, [f"{n}. {GERMAN}" for n in range(3)])
        run_index(corpus, Silence(), Control())
        finder.index()
        assert finder.languages == {"de", "en"}
        # “Zuckerfabriken” is no form that English would know.
        found = finder.find(Request(parse_query("zuckerfabriken", finder.languages)))
        assert found.ids.tolist() == [4, 5, 6]
        assert finder.find(Request(parse_query("zuckerfabriken"))).total == 0
        (term,) = read_terms("Zuckerfabriken", finder.look_up_languages())
        assert count_term(finder, term, lambda: False) == TermCount(3, 3)
        finder.close()
