"""The query language answered the slow way: every document looked at, word by word."""

import itertools

import Stemmer
from hypothesis import strategies as st

from reviewer.model import SearchableDocument
from reviewer.search.analysis import indexed_words
from reviewer.search.nodes import (
    And,
    Attribute,
    DateRange,
    Documents,
    Everything,
    Exact,
    Fuzzy,
    Glob,
    Inflected,
    Near,
    Node,
    Not,
    Or,
    Passage,
    Pattern,
    Term,
)
from reviewer.search.stemming import LANGUAGES
from tests.unit.search.documents import document


def answers(node: Node, asked: SearchableDocument) -> bool:
    """Tell whether a document matches."""
    match node:
        case Everything():
            return True
        case And(parts):
            return all(answers(part, asked) for part in parts)
        case Or(parts):
            return any(answers(part, asked) for part in parts)
        case Not(part):
            return not answers(part, asked)
        case DateRange(first, last):
            date = asked.date or ""
            return bool(date) and (first or "") <= date and (not last or date <= last + "~")
        case Passage(fields):
            return any(runs(node, list(indexed_words(text_of(asked, name)))) for name in fields)
        case Near(passages, distance):
            shared = set.intersection(*(set(passage.fields) for passage in passages))
            return any(
                gathered(passages, distance, list(indexed_words(text_of(asked, name))))
                for name in shared
            )
        case Documents(ids):
            return asked.id in ids
        case Attribute() | Pattern():
            raise AssertionError("only the review can tell")


def runs(passage: Passage, words: list[tuple[str, int]]) -> list[tuple[int, ...]]:
    """Return where the words of a passage stand, trying every choice of places."""
    places = [
        sorted({place for word, place in words if meant(term, word)}) for term in passage.terms
    ]
    return [
        run
        for run in itertools.product(*places)
        if all(0 < b - a <= passage.slop + 1 for a, b in itertools.pairwise(run))
    ]


def gathered(passages: tuple[Passage, ...], distance: int, words: list[tuple[str, int]]) -> bool:
    """Tell whether the passages stand near one another, trying every order and choice."""
    return any(
        all(0 < b[0] - a[-1] <= distance + 1 for a, b in itertools.pairwise(order))
        for choice in itertools.product(*(runs(passage, words) for passage in passages))
        for order in itertools.permutations(choice)
    )


def meant(term: Term, word: str) -> bool:
    """Tell whether a term stands for a word."""
    match term:
        case Exact(asked):
            return word == asked
        case Inflected(asked, stems):
            return word == asked or any(
                Stemmer.Stemmer(LANGUAGES[language], 0).stemWord(word) == stem
                for language, stem in stems
            )
        case Glob(pattern):
            return globbed(pattern, word)
        case Fuzzy(asked, distance):
            return distance_between(asked, word) <= distance


def globbed(pattern: str, word: str) -> bool:
    if not pattern:
        return not word
    if pattern[0] == "*":
        return globbed(pattern[1:], word) or (bool(word) and globbed(pattern, word[1:]))
    return bool(word) and pattern[0] in ("?", word[0]) and globbed(pattern[1:], word[1:])


def distance_between(a: str, b: str) -> int:
    if not a or not b:
        return len(a) + len(b)
    if a[0] == b[0]:
        return distance_between(a[1:], b[1:])
    tails = (a[1:], b), (a, b[1:]), (a[1:], b[1:])
    return 1 + min(distance_between(*tail) for tail in tails)


def text_of(asked: SearchableDocument, name: str) -> str:
    texts = {
        "title": asked.title,
        "body": asked.body,
        "from": asked.sender,
        "to": asked.recipients,
        "author": asked.author,
        "origin": asked.origin,
        "classification": asked.classification,
        "meta": asked.metadata,
    }
    return texts[name] or ""


WORDS = (
    "arms",
    "army",
    "sale",
    "Igla",
    "IGLA",
    "ígla",
    "i\u0301gla",
    "cafe",
    "S",
    "straße",
    "05ARMS12",
)
GAPS = (" ", "  ", "\r\n", "\n", "-", ", ", " 😀 ", "\u00a0", "\u2028", "’", ". ")
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=12).map(
    lambda pairs: "".join(itertools.chain.from_iterable(pairs))
)
dates = st.sampled_from(
    [None, "1999-12-31", "2005", "2005-06", "2005-06-30T10:00:00Z", "2006-01-01"]
)


@st.composite
def corpora(draw: st.DrawFn) -> list[SearchableDocument]:
    """Draw a few small documents."""
    return [
        document(
            id_,
            draw(texts),
            title=draw(texts),
            date=draw(dates),
            sender=draw(st.none() | texts),
            classification=draw(st.none() | texts),
        )
        for id_ in draw(st.lists(st.integers(0, 50), unique=True, max_size=8))
    ]


_word = st.sampled_from(
    [*WORDS, "Igla-S", "nowhere", "sales", "selling", "12", "=sale", "=05arms12"]
)
_plain_word = _word.filter(lambda word: not word.startswith("="))
_phrase = st.lists(_plain_word, min_size=1, max_size=3).map(" ".join)
positive_leaves = st.one_of(
    _word,
    _phrase.map(lambda words: f'"{words}"'),
    st.tuples(_phrase, st.integers(0, 4)).map(lambda pair: f'"{pair[0]}"~{pair[1]}'),
    st.sampled_from(["ar*", "arm*", "?gla", "*gl*", "s*le", "st*e", "*rm?", "army*", "Igla-st*"]),
    st.sampled_from(["army~", "arns~", "sale~2", "igla~1", "cafes~1", "05*", "*arms1*"]),
    _phrase.map(lambda words: f'="{words}"'),
    st.tuples(st.lists(_phrase, min_size=2, max_size=3), st.integers(0, 3)).map(
        lambda pair: f"near:({' '.join(f'“{each}”' for each in pair[0])})~{pair[1]}"
    ),
)
_leaves = st.one_of(
    positive_leaves,
    st.tuples(st.sampled_from(["title", "body", "from", "classification"]), positive_leaves).map(
        ":".join
    ),
    st.sampled_from(
        ["date:2005", "date:2005..2006", "date:>2005", "date:<2005-06", "date:[1999 TO 2005-06]"]
    ),
)


def _joined(queries: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(
        queries, st.sampled_from([" ", " AND ", " OR ", " NOT ", " -", " +"]), queries
    )
    return pairs.map(lambda parts: f"({''.join(parts)})") | queries.map(lambda one: f"NOT {one}")


queries = st.recursive(_leaves, _joined, max_leaves=5)
positive_queries = st.recursive(
    positive_leaves, lambda inner: st.tuples(inner, inner).map(" OR ".join), max_leaves=3
)
