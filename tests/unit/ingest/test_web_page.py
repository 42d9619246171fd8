from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.ingest.web_page import MAX_LINKS, Page, parse_html
from reviewer.model import RegionKind
from reviewer.text import normalise

WORD = st.text("abcdefgäж中🙂", min_size=1, max_size=8)


def told(page: Page) -> list[tuple[str, str, str]]:
    return [
        (region.kind.value, region.note, page.text[region.start_cp : region.end_cp])
        for region in page.regions
    ]


def test_what_the_markup_hides_is_read_in_its_place() -> None:
    page = parse_html(
        '<p>seen <span style="color:red; display : none">ghost</span> on</p>'
        "<div hidden><p>crate 7</p></div><noscript>no program</noscript>"
        "<template><b>spare</b></template><dialog>asked</dialog>"
        '<p style="visibility:hidden">veil</p><i style="font-size:0px">nought</i>'
        '<b style="opacity: 0.9">clear</b><u aria-hidden="true">drawn</u>'
    )
    assert page.text == (
        "seen ghost on\n\ncrate 7\n\nno program\nspare\nasked\n\nveil\n\nnoughtcleardrawn"
    )
    assert told(page) == [
        ("hidden", "style", "ghost"),
        ("hidden", "hidden", "crate 7"),
        ("hidden", "noscript", "no program"),
        ("hidden", "template", "spare"),
        ("hidden", "dialog that is not open", "asked"),
        ("hidden", "style", "veil"),
        ("hidden", "style", "nought"),
    ]


def test_a_style_sheet_hides_by_class_and_id_but_not_for_some_screens_only() -> None:
    page = parse_html(
        "<style>/* .d{display:none} */ .a, p#b { color: red; display: none !important }"
        "@media print { .c { display: none } } div .e { visibility: hidden }</style>"
        '<p class="x a">one</p><p id=b>two</p><p class=c>three</p><p class=d>four</p>'
    )
    assert told(page) == [("hidden", "style", "one"), ("hidden", "style", "two")]


def test_hidden_in_hidden_is_one_passage() -> None:
    page = parse_html("<div hidden>a<p hidden>b</p>c</div>d")
    assert told(page) == [("hidden", "hidden", "a\n\nb\n\nc")]
    assert page.text.endswith("\nd")


def test_comments_stand_behind_their_paragraph_and_part_no_sentence() -> None:
    page = parse_html(
        "<!-- first --><p>One <!-- call Ambo\n again -->two</p><p>three</p><!-- last -->"
    )
    assert page.text == "first\nOne two\ncall Ambo\n again\n\nthree\nlast"
    assert [text for _, _, text in told(page)] == ["first", "call Ambo\n again", "last"]
    assert "One two" in page.text


def test_of_a_comment_for_one_program_the_words_are_kept() -> None:
    page = parse_html("a<!--[if mso]><table><tr><td>for Outlook</td></tr></table><![endif]-->")
    assert told(page) == [("comment", "", "for Outlook")]
    assert told(parse_html("a<!--[if mso]><table><tr><td><![endif]-->")) == []


def test_tool_tips_are_kept_where_they_say_more() -> None:
    page = parse_html('<p>the <abbr title="Old Port Office">OPO</abbr> and <a title="X">x</a></p>')
    assert page.text == "the OPO and x\nOld Port Office"
    assert told(page) == [("hidden", "tool tip", "Old Port Office")]


def test_values_of_fields_are_kept_and_unseen_ones_hidden() -> None:
    page = parse_html(
        '<form>Name <input name="who" value="Ilse Ambo"><input type=hidden name=case value=77>'
        '<input type=password value="open"><textarea>free text</textarea></form>'
    )
    assert told(page) == [
        ("form", "who", "Ilse Ambo"),
        ("hidden", "case", "77"),
        ("hidden", "field", "open"),
    ]
    assert "free text" in page.text


def test_what_stands_around_the_content_is_marked_as_such() -> None:
    page = parse_html(
        '<header>Site</header><nav><div role="navigation">Menu</div></nav>'
        "<main><article><header>By Ambo</header>Text<footer>Note 1</footer></article></main>"
        '<div role="dialog">Cookies?</div><aside>More</aside><footer>Imprint</footer>'
    )
    assert told(page) == [
        ("boilerplate", "header", "Site"),
        ("boilerplate", "nav", "Menu"),
        ("boilerplate", "dialog", "Cookies?"),
        ("boilerplate", "aside", "More"),
        ("boilerplate", "footer", "Imprint"),
    ]


def test_links_are_listed_once_and_no_more_than_the_first() -> None:
    many = "".join(f'<a href="https://example.org/{n}">x</a>' for n in range(MAX_LINKS + 5))
    page = parse_html(f'<a href="#top">x</a><a href="javascript:go()">x</a>{many}{many}')
    assert len(page.links) == MAX_LINKS
    assert next(iter(page.links)) == "https://example.org/0"
    assert page.links_left == 10


def test_a_page_within_an_attribute_is_read_where_it_shows() -> None:
    page = parse_html('<p>a</p><iframe srcdoc="<p>b</p><p hidden>c</p>"></iframe><p>d</p>')
    assert page.text == "a\n\nb\n\nc\n\nd"
    assert told(page) == [("hidden", "hidden", "c")]
    assert RegionKind.HIDDEN in {each.kind for each in page.regions}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["p", "div hidden", "span", "nav", "i style=display:none", "td", "pre", "b title=z"]
            ),
            WORD,
        ),
        min_size=1,
    ),
    st.booleans(),
)
def test_regions_lie_within_a_text_that_is_normalised(
    parts: list[tuple[str, str]], closed: bool
) -> None:
    markup = ""
    for tag, word in parts:
        markup += f"<{tag}>{word}" + (f"</{tag.split()[0]}>" if closed else "")
    page = parse_html(markup)
    assert normalise(page.text) == page.text
    for region in page.regions:
        passage = page.text[region.start_cp : region.end_cp]
        assert passage and passage == passage.strip()
    for _, word in parts:
        assert word in page.text
    if closed:
        hidden = [
            text for kind, note, text in told(page) if kind == "hidden" and note != "tool tip"
        ]
        written = [word for tag, word in parts if "hidden" in tag or "none" in tag]
        assert hidden == written


@given(st.text("<>/!-&;#[]=\"'= \0\n\r") | st.text("<>/p hidentlsy=\"'!-&#1;\x01"))
def test_no_markup_crashes_or_misplaces(markup: str) -> None:
    page = parse_html(markup)
    assert normalise(page.text) == page.text
    assert all(0 <= each.start_cp < each.end_cp <= len(page.text) for each in page.regions)
