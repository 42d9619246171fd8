import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import QueryError
from reviewer.search.nodes import (
    And,
    Attribute,
    DateRange,
    Exact,
    Fuzzy,
    Glob,
    Near,
    Node,
    Not,
    Or,
    Passage,
    Pattern,
)
from reviewer.search.query import parse_query
from reviewer.search.schema import UNFIELDED
from reviewer.search.terms import any_form


def word(*words: str, slop: int = 0, fields: tuple[str, ...] = UNFIELDED) -> Passage:
    """Ask for words in all their forms."""
    return Passage(fields, tuple(any_form(each, {"en"}) for each in words), slop)


def exactly(*words: str, slop: int = 0, fields: tuple[str, ...] = UNFIELDED) -> Passage:
    return Passage(fields, tuple(Exact(each) for each in words), slop)


def glob(pattern: str) -> Passage:
    return Passage(UNFIELDED, (Glob(pattern),))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("arms", word("arms")),
        ("ARMS Sale", And((word("arms"), word("sale")))),
        ('"Arms sale"', word("arms", "sale")),
        ("“Arms sale”", word("arms", "sale")),
        ('"arms sale"~5', word("arms", "sale", slop=5)),
        ("Igla-S", word("igla", "s")),
        ("a OR b c", Or((word("a"), And((word("b"), word("c")))))),
        ("a AND b OR c", Or((And((word("a"), word("b"))), word("c")))),
        ("(a OR b) c", And((Or((word("a"), word("b"))), word("c")))),
        ("a -b", And((word("a"), Not(word("b"))))),
        ("a NOT b", And((word("a"), Not(word("b"))))),
        ("a AND NOT b", And((word("a"), Not(word("b"))))),
        ("NOT NOT b", word("b")),
        ("-(a b)", Not(And((word("a"), word("b"))))),
        ("+a +b", And((word("a"), word("b")))),
        ("and or not", And((word("and"), word("or"), word("not")))),
        ("Moscow - arms", And((word("moscow"), word("arms")))),
        ("arms & sale", And((word("arms"), word("sale")))),
        ("05MOSCOW1234", word("05", "moscow", "1234")),
        ('"ref 05MOSCOW1234"', word("ref", "05", "moscow", "1234")),
        ("05MOSCOW*", Passage(UNFIELDED, (Glob("05moscow*"),))),
        ("05MOSCOW1234~1", Passage(UNFIELDED, (Fuzzy("05moscow1234", 1),))),
        ("=Arms", exactly("arms")),
        ("-=arms", Not(exactly("arms"))),
        ('="Arms sale"~3', exactly("arms", "sale", slop=3)),
        ("=Igla-S", exactly("igla", "s")),
        ("=05MOSCOW1234", exactly("05moscow1234")),
        ("=05MOSCOW1234-x", exactly("05", "moscow", "1234", "x")),
        ("title:=arms", exactly("arms", fields=("title",))),
        ("=miss*", Passage(UNFIELDED, (Glob("miss*"),))),
        ("a = b", And((word("a"), word("b")))),
        ("«arms sale»", word("arms", "sale")),
        ('near:("arms sale" Bout)~5', Near((word("arms", "sale"), word("bout")), 5)),
        (
            "near:(=arms, sal* & Igla-S)",
            Near((exactly("arms"), glob("sal*"), word("igla", "s")), 10),
        ),
        ('a near:("b c" d)', And((word("a"), Near((word("b", "c"), word("d")), 10)))),
        (
            "title:near:(a b)~0",
            Near((word("a", fields=("title",)), word("b", fields=("title",))), 0),
        ),
        ("tag:Igla", Attribute("tag", "Igla", 4)),
        ('-entity:"Anatoly Antonov"', Not(Attribute("entity", "Anatoly Antonov", 8))),
        ("tag:a/b>c", Attribute("tag", "a/b>c", 4)),
        ("tag:(a OR “b c”)", Or((Attribute("tag", "a", 5), Attribute("tag", "b c", 10)))),
        ("has:Redaction", Attribute("has", "redaction", 4)),
        ("has:mention", Attribute("has", "entity", 4)),
        ("is:in_review", Attribute("is", "in-review", 3)),
        ('is:"second look"', Attribute("is", "second-look", 3)),
        (
            "reviewer:ab TYPE:pdf",
            And((Attribute("reviewer", "ab", 9), Attribute("type", "pdf", 17))),
        ),
        ("language:Russian", exactly("ru", fields=("language",))),
        (
            "lang:(ar OR de)",
            Or((exactly("ar", fields=("language",)), exactly("de", fields=("language",)))),
        ),
        ("/arms? sales?/", Pattern("arms? sales?", 0)),
        ("a /b (c|d)/ e", And((word("a"), Pattern("b (c|d)", 2), word("e")))),
        (r"(/a\/b\)/ OR x)", Or((Pattern(r"a/b\)", 1), word("x")))),
        ("body:/x+/", Pattern("x+", 5)),
        ("and / or", And((word("and"), word("or")))),
        ("and/or", word("and", "or")),
        ("miss*", Passage(UNFIELDED, (Glob("miss*"),))),
        ("Igla-sy*", Passage(UNFIELDED, (any_form("igla", {"en"}), Glob("sy*")))),
        ("m?ssile", Passage(UNFIELDED, (Glob("m?ssile"),))),
        ("igla~", Passage(UNFIELDED, (Fuzzy("igla", 1),))),
        ("missile~2", Passage(UNFIELDED, (Fuzzy("missile", 2),))),
        ("title:arms", word("arms", fields=("title",))),
        ("Sender:ivanov", word("ivanov", fields=("from",))),
        ('from:"Ivan Ivanov"', word("ivan", "ivanov", fields=("from",))),
        ("to:(a OR b)", Or((word("a", fields=("to",)), word("b", fields=("to",))))),
        ("12:30", word("12", "30")),
        ("http://x.org", word("http", "x", "org")),
        (r"C:\x", word("c", "x")),
        ("Subject : arms", And((word("subject"), word("arms")))),
        ("date:2005", DateRange("2005", "2005")),
        ("date:2005..2009-06", DateRange("2005", "2009-06")),
        ("date:..2009-06", DateRange(None, "2009-06")),
        ("date:2005..", DateRange("2005", None)),
        ("date:[2005 TO 2009]", DateRange("2005", "2009")),
        ("date:[* TO 2009]", DateRange(None, "2009")),
        ("date:>=2005-06-30", DateRange("2005-06-30", None)),
        ("date:>2005", And((DateRange("2005", None), Not(DateRange(None, "2005"))))),
    ],
)
def test_reads(text: str, node: Node) -> None:
    assert parse_query(text).node == node


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u202e\u200f\x00"])
def test_the_empty_query_asks_for_everything(text: str) -> None:
    assert parse_query(text).is_empty


@pytest.mark.parametrize(
    ("text", "position_cp", "said", "suggestion"),
    [
        ('arms "sale', 5, "not closed", 'arms "sale"'),
        ("arms (sale", 5, "not closed", "arms (sale)"),
        ("arms) sale", 4, "closes nothing", "arms sale"),
        ("arms ()", 5, "nothing between", None),
        ('arms ""', 5, "no word between", None),
        ("AND arms", 0, "needs a word before", "and arms"),
        ("arms OR", 5, "needs a word after", "arms or"),
        ("arms AND OR sale", 5, "needs a word after", "arms OR sale"),
        ("(arms AND) sale", 6, "needs a word after", None),
        ("arms NOT", 5, "needs a word after", "arms not"),
        ("-", 0, "needs a word after", None),
        ("arms -", 5, "needs a word after", None),
        ("titel:arms", 0, "no field “titel”", "title:arms"),
        ("😀 TAGS:PREL", 2, "no field “TAGS”", '😀 "TAGS:PREL"'),
        ("title:", 0, "needs a value", "title"),
        ("title: AND x", 0, "needs a value", "title AND x"),
        ("date:yesterday", 5, "no date", None),
        ("date:2005-13", 5, "no date", "date:2005"),
        ("date:2005-02-30", 5, "no date", "date:2005"),
        ("date:2005-6", 5, "no date", "date:2005-06"),
        ("date:20050630 arms", 5, "no date", "date:2005-06-30 arms"),
        ("date:30.6.2005", 5, "no date", "date:2005-06-30"),
        ("date:6/30/2005", 5, "no date", "date:2005-06-30"),
        ("date:2005-2009", 5, "no date", "date:2005..2009"),
        ("date:>2005/06", 5, "no date", "date:>2005-06"),
        ("date:2005..2006-6", 5, "no date", "date:2005..2006-06"),
        ("date:2005..soon", 5, "no date", None),
        ("date:0000", 5, "no date", None),
        ("date:2009..2005", 5, "ends before", "date:2005..2009"),
        ("date:..", 5, "no date", None),
        ("*", 0, "too many words", None),
        ("**", 0, "too many words", None),
        ("x *a*", 2, "too many words", None),
        ("missile~9", 7, "1 or 2", "missile~2"),
        ("ab~2", 0, "too short", "ab"),
        ("Igla-S~", 6, "one word", "Igla-S"),
        ('"a b"~', 5, "how many", '"a b"~5'),
        ('"a b"~x y', 5, "how many", '"a b"~5 y'),
        ("near:(a b)~two c", 10, "how many", "near:(a b)~10 c"),
        ("title:(", 6, "not closed", None),
        ('"', 0, "not closed", None),
        ("titel:a (b", 0, "no field “titel”", "title:a (b)"),
        ("arms || sale", 5, "“||” is written OR", "arms OR sale"),
        ("arms | sale", 5, "“|” is written OR", "arms OR sale"),
        ("arms !sale", 5, "“!” is written - or NOT", "arms -sale"),
        ('arms !"for sale"', 5, "“!” is written - or NOT", 'arms -"for sale"'),
        ("arms !=sale", 5, "“!” is written - or NOT", "arms -=sale"),
        ("arms ! sale", 5, "“!” is written - or NOT", "arms -sale"),
        ("arms !/s.le/", 5, "“!” is written - or NOT", "arms -/s.le/"),
        ("arms ||", 5, "“||” is written OR", "arms "),
        ("| arms", 0, "“|” is written OR", " arms"),
        ("arms !(sale)", 5, "“!” is written - or NOT", "arms -(sale)"),
        ("a OR OR b", 2, "needs a word after", "a OR b"),
        ('"a b"~999999999999', 5, "how many", '"a b"~5'),
        ("ab* " * 20 + "😀 abc~", 80 + 2, "more than 20", None),
        ("a " * 501, 1_000, "more than 500", None),
        ("!!!", 0, "no word", None),
        ("x =(a b)", 2, "one word or one quotation", "x (a b)"),
        ('="a', 1, "not closed", '="a"'),
        ("near:5(a b)", 0, "with brackets", "near:(a b)~5"),
        ('near:"a b"', 0, "with brackets", None),
        ('near:"a b" c d', 0, "with brackets", 'near:("a b" c)~10 d'),
        ("near:a AND b", 0, "with brackets", None),
        ("near:(a)", 0, "2 to 3", None),
        ("near:(a b c d e)", 0, "2 to 3", None),
        ("near:(a b", 5, "not closed", "near:(a b)"),
        ("near:(a OR b)", 8, "Only words", "near:(a  b)"),
        ("near:(a (b c))", 8, "Only words", None),
        ("near:(a title:b)", 8, "before near:", "near:(a b)"),
        ("near:(a b)~", 10, "how many", "near:(a b)~10"),
        ("near:(a b)~101", 10, "how many", "near:(a b)~10"),
        ("x tag:", 2, "needs a value", None),
        ('tag:""', 4, "needs a value", None),
        ('tag:"a', 4, "not closed", 'tag:"a"'),
        ('tag:"a b"~3', 9, "not to a value", 'tag:"a b"'),
        ("has:redactions", 4, "knows no “redactions”", "has:redaction"),
        ("is:second", 3, "knows no “second”", "is:second-look"),
        ("is:xyzzy", 3, "knows no “xyzzy”", None),
        ("entitty:Bout", 0, "no field “entitty”", "entity:Bout"),
        ("language:rusian", 9, "is no language", "language:russian"),
        ("language:(ru OR xyz)", 16, "is no language", None),
        ("/etc/passwd", 0, "not closed", '"/etc/passwd"'),
        ("x /a(b/", 6, "cannot be read", 'x "a(b"'),
        ("x /ab[/", 6, "cannot be read", 'x "ab["'),
        ("/a*/", 0, "where nothing stands", '"a*"'),
        ("title:/ab/", 6, "in no other field", 'title:"ab"'),
        ("/a{99999999999999999999}/", 3, "cannot be read", '"a{99999999999999999999}"'),
        (f"/{'a' * 1001}/", 1_001, "up to 1,000", f'"{"a" * 1001}"'),
        ("/a/ /b/ /c/ /d/ /e/ /f/", 20, "more than 5 expressions", None),
    ],
)
def test_says_what_is_wrong_and_where(
    text: str, position_cp: int, said: str, suggestion: str | None
) -> None:
    with pytest.raises(QueryError) as refused:
        parse_query(text)
    assert said in str(refused.value)
    assert refused.value.position_cp == position_cp
    assert refused.value.suggestion == suggestion
    if suggestion is not None:
        parse_query(suggestion)


_PIECES = ('"', "(", ")", " ", "AND", "OR", "-", "=", "arms", "~", "near:", "titel:", "date:2005..")


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_what_is_offered_for_a_wrong_query_can_be_read(text: str) -> None:
    try:
        parse_query(text)
    except QueryError as error:
        if error.suggestion is not None:
            parse_query(error.suggestion)
