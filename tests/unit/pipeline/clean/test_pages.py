"""What a page shows, what of it is the article, and what its head states."""

from __future__ import annotations

import pytest

from pipeline.clean.door import content_type
from pipeline.clean.head import read_head
from pipeline.clean.ledger import restore
from pipeline.clean.markup import parse
from pipeline.clean.render import render
from pipeline.clean.stage import Cleaned, Cleaner
from pipeline.limits import Limits
from pipeline.stage import RejectedError
from schemas.limits import TooLargeError
from schemas.raw import ContentType
from tests.unit.pipeline.clean.articles import AT, PARAGRAPHS, page_article

CLEANER = Cleaner()
TITLE = "Council votes to close bridge until spring"
PAGE = f"""<!doctype html><html lang="en"><head><title>{TITLE} | The Paper</title>
<meta property="og:title" content="{TITLE}"><link rel="canonical" href="https://paper.example/a">
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "headline": "{TITLE}",
 "datePublished": "2015-05-02T10:00:00Z", "author": [{{"name": "Ann Lee"}}],}}]}}</script></head>
<body><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li>
<li><a href="/s">Sport</a></li></ul></nav>
<main><article><h1>{TITLE}</h1><p class="byline">By Ann Lee</p><time>May 2, 2015</time>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:2])}
<div class="ad">Advertisement</div>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[2:])}
</article><aside class="related">
<h3>Related stories</h3><ul><li><a href="/b">Ferry to start</a></li>
<li><a href="/c">Ford rebuilt for the traffic of a winter</a></li></ul></aside></main>
<footer>Copyright 2015 The Paper. All rights reserved. <a href="/p">Privacy policy</a></footer>
<script>var tracking = "not text";</script></body></html>"""


def clean(markup: str, **fields: object) -> Cleaned:
    return CLEANER.clean(page_article(markup, **fields), AT, None)


def lines(markup: str) -> list[str]:
    return [line.text for line in render(parse(markup).tree).lines]


def test_the_article_of_a_page_is_its_paragraphs() -> None:
    cleaned = clean(PAGE)
    assert cleaned.article.text == "\n".join(PARAGRAPHS)
    assert cleaned.article.content_type == "text/html"


def test_the_rendered_page_is_restored_to_the_character() -> None:
    cleaned = clean(PAGE)
    assert restore(cleaned.article.text, cleaned.article.removals) == cleaned.rendered


def test_what_the_page_states_of_the_article_is_metadata() -> None:
    metadata = clean(PAGE, title="The given title").article.metadata
    assert [(m.value, m.origin) for m in metadata.title[:2]] == [
        ("The given title", "given"),
        (TITLE, "json-ld"),
    ]
    assert [m.value for m in metadata.author] == ["Ann Lee"]
    assert [m.value for m in metadata.byline] == ["Ann Lee"]
    assert [m.value for m in metadata.published] == ["2015-05-02T10:00:00Z"]
    assert [m.value for m in metadata.date] == ["May 2, 2015"]
    assert [m.value for m in metadata.canonical_url] == ["https://paper.example/a"]
    assert [m.value for m in metadata.language] == ["en"]


def test_the_cut_lines_of_a_page_have_classes() -> None:
    classes = {
        removal.text.strip().splitlines()[0]: removal.class_
        for removal in clean(PAGE).article.removals
    }
    assert classes["Home"] == "navigation"
    assert classes[TITLE] == "title"
    assert classes["By Ann Lee"] == "byline"
    assert classes["Advertisement"] == "advertisement"
    assert classes["Related stories"] == "related"


def test_scripts_styles_and_hidden_parts_are_not_shown() -> None:
    assert lines(
        "<p>One<script>x()</script></p><style>p{}</style><div hidden>a</div>"
        "<div style='color:red; display: none'>b</div><template>c</template><p>Two</p>"
    ) == ["One", "Two"]


@pytest.mark.parametrize(
    "panel",
    [
        '<h3><button aria-expanded="false">When?</button></h3> <div hidden>On Tuesday.</div>',
        '<p>When?</p><div role="region" style="display: none">On Tuesday.</div>',
        '<p>When?</p><div hidden="until-found">On Tuesday.</div>',
    ],
)
def test_the_collapsed_panel_of_an_accordion_is_shown(panel: str) -> None:
    assert lines(f"<body>{panel}</body>") == ["When?", "On Tuesday."]


@pytest.mark.parametrize(
    "menu",
    [
        '<li><button aria-expanded="false">World</button><ul hidden><li>Asia</li></ul></li>',
        '<h3><button aria-expanded="true">World</button></h3><div hidden>Asia</div>',
        "<h3>World</h3><div hidden>Asia</div>",
    ],
)
def test_a_menu_that_opens_and_other_hidden_parts_stay_hidden(menu: str) -> None:
    assert lines(f"<body>{menu}</body>") == ["World"]


def test_blocks_and_breaks_are_lines_and_cells_stand_side_by_side() -> None:
    assert lines("<div>a <b>b</b>\n c<p>d<br>e</p>f</div><table><tr><td>g</td><td>h</td></tr>") == [
        "a b c",
        "d",
        "e",
        "f",
        "g h",
    ]


def test_preformatted_lines_stay_lines() -> None:
    assert lines("<pre>one\ntwo  three</pre>") == ["one", "two three"]


@pytest.mark.parametrize(
    "source",
    [
        '{"@type":"NewsArticle","headline":"Told"}',
        '[{"@type":["Thing","Article"],"headline":"Told"}]',
        '{"@graph":[{"@type":"Organization","name":"X"},{"@type":"NewsArticle","headline":"Told"}]}',
        '<!-- {"@type":"NewsArticle","headline":"Told"} -->',
        '{"@type":"NewsArticle","headline":"Told",}',
        '{"@type":"NewsArticle","headline":"Told","articleBody":"a\nb"}',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Told"}//]]>',
    ],
)
def test_json_ld_is_read_in_the_forms_that_sites_write(source: str) -> None:
    head = read_head(parse(f'<script type="application/ld+json">{source}</script>').tree)
    assert [(mined.value, mined.origin) for mined in head["title"]] == [("Told", "json-ld")]


@pytest.mark.parametrize(
    "source", ["", "{", "null", "[[[[", '{"@type":5}', '{"@type":"Article","author":7}', "[" * 5000]
)
def test_hopeless_json_ld_states_nothing(source: str) -> None:
    tree = parse(f'<script type="application/ld+json">{source}</script>').tree
    assert "title" not in read_head(tree)


@pytest.mark.parametrize(
    ("declared", "body", "found"),
    [
        (None, "<!DOCTYPE html><p>a", "text/html"),
        (None, "\ufeff \n<html lang=en>", "text/html"),
        ("text/plain", "<html><body>a", "text/html"),
        (None, "<p>One.</p>\n<p>Two.</p>", "text/html"),
        (None, "He wrote <b>this</b> and 3 < 4.", "text/plain"),
        ("text/html", "no markup at all", "text/plain"),
        ("text/html", "a<br>b", "text/html"),
        ("text/plain", "<p>quoted</p><p>markup</p>", "text/plain"),
    ],
)
def test_page_and_text_are_told_apart(
    declared: ContentType | None, body: str, found: ContentType
) -> None:
    assert content_type(declared, body) == found


def test_a_page_that_shows_nothing_is_rejected() -> None:
    with pytest.raises(RejectedError, match="shows no text"):
        clean("<html><body><script>x</script><div hidden>y</div></body></html>")


def test_a_page_with_more_lines_than_the_cap_says_so() -> None:
    cleaned = clean("<html><body>" + "<p>a line of it" * 21_000)
    assert "the page was cut after 20000 lines" in cleaned.article.notes
    assert any(note.startswith("only the first 5000 of") for note in cleaned.article.notes)


def test_a_page_of_links_is_called_an_index() -> None:
    links = "".join(f'<li><a href="/{n}">Headline of a story</a></li>' for n in range(40))
    notes = clean(f"<html><body><h1>News</h1><ul>{links}</ul></body></html>").article.notes
    assert "index page: mostly links to other pages" in notes


def test_a_page_that_goes_on_with_other_articles_says_so() -> None:
    article = "<article>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article>"
    assert clean(f"<html><body>{article}{article}</body></html>").article.notes == (
        "several articles on one page: 2",
    )
    assert clean(PAGE).article.notes == ()


def several(heading: str, *others: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    articles = [f"<article><h1>{TITLE}</h1>{body}</article>"]
    articles += [
        f"<article><{heading}>{other}</{heading}><p>{other} and was heard of no more, "
        "as the paper learned late on Friday from three people who had been there.</p></article>"
        for other in others
    ]
    return f"<head><title>{TITLE}</title></head><body><main>{''.join(articles)}</main></body>"


def test_articles_that_follow_the_page_s_own_are_cut() -> None:
    cleaned = clean(several("h1", "The ferry sank on its first day", "A whale swam up the river"))
    assert cleaned.article.text == "\n".join(PARAGRAPHS)
    assert restore(cleaned.article.text, cleaned.article.removals) == cleaned.rendered


def test_sections_of_the_article_have_lower_heads_and_stay() -> None:
    text = clean(several("h2", "The ferry sank on its first day")).article.text
    assert "three people who had been there" in text


def test_a_page_whose_article_lies_beyond_the_cap_still_shows_text() -> None:
    menu = "".join(f"<p><a href='/{n}'>Section {n}</a></p>" for n in range(9))
    page = f"<body><nav>{menu}</nav><main><p>{'</p><p>'.join(PARAGRAPHS)}</p></main></body>"
    cleaner = Cleaner(limits=Limits(lines=5))
    assert cleaner.clean(page_article(page), AT, None).article.text


def test_a_page_that_only_asks_for_consent_is_called_a_wall() -> None:
    wall = "<p>We and our partners store data on your device to show advertising.</p>" * 3
    notes = clean(
        f'<html><body><div class="cookie-consent">{wall}</div></body></html>'
    ).article.notes
    assert "cookie wall: most of the page asks for consent" in notes


def test_a_page_nested_too_deep_is_read_and_says_so() -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    article = clean("<html><body>" + "<div>" * 600 + body).article
    assert article.text == "\n".join(PARAGRAPHS)
    assert any("nests deeper than 400 levels" in note for note in article.notes)
    assert clean("<html><body>" + "<div>" * 300 + body).article.notes == ()


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_form_around_the_page_changes_nothing(count: int) -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS[:count]) + "<p>It was cold that day.</p>"
    page = f"<h1>{TITLE}</h1><div>{body}</div><footer>© 2015 The Paper</footer>"
    plain = clean(f"<html><body>{page}</body></html>").article
    wrapped = clean(f'<html><body><form id="main">{page}</form></body></html>').article
    assert wrapped.text == plain.text
    assert wrapped.text.endswith("It was cold that day.")


def test_a_form_that_asks_for_something_is_still_furniture() -> None:
    form = "<form><p>Give us your address and we will send you the news every morning.</p></form>"
    article = clean(PAGE.replace("</article>", f"</article>{form}")).article
    assert article.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("© 2015", "legal"),
        ("© 2015 The Paper", "legal"),
        ("(c) 2014-2015 The Paper", "legal"),
        ("| ©2015 Reuters", "legal"),
        ("© Reuters", "caption"),
        ("© AFP 2015", "caption"),
    ],
)
def test_the_sign_and_the_year_are_a_notice_the_sign_and_a_name_a_credit(
    line: str, expected: str
) -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    (cut,) = clean(f"<html><body>{body}<p>{line}</p></body></html>").article.removals
    assert (cut.text.strip(), cut.class_) == (line, expected)


def test_a_year_under_a_picture_is_its_caption() -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    figure = "<figure><figcaption>© 2015 Ann Lee</figcaption></figure>"
    removals = clean(f"<html><body><div>{figure}{body}</div></body></html>").article.removals
    assert [removal.class_ for removal in removals] == ["caption"]


def small(**caps: int) -> Cleaner:
    return Cleaner(limits=Limits(**caps))


def test_what_is_over_a_cap_is_refused_with_both_figures() -> None:
    page = page_article("<p>" + "<a href=x>y</a> " * 30)
    for limits, article in (
        ({"body_characters": 10}, page),
        ({"line_characters": 20}, page),
        ({"page_links": 29}, page),
    ):
        with pytest.raises(TooLargeError, match=r"\d+ \w+ are too many: a \w+ may have \d+"):
            small(**limits).clean(article, AT, None)
    small(page_links=30, line_characters=100).clean(page, AT, None)


def test_what_is_done_in_part_says_so() -> None:
    body = "<div><div>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    for limits, note in (
        ({"html_nesting": 1}, "what nests deeper than 1 levels was read as part of the last"),
        ({"page_lines": 2}, "the page was cut after 2 lines"),
        ({"lines": 3}, "only the first 3 of 4 lines were judged"),
    ):
        article = small(**limits).clean(page_article(body), AT, None).article
        assert note in article.notes


def test_the_rule_says_why_a_part_of_the_page_is_not_the_article() -> None:
    prose = "".join(f"<p>{p} So says part {part}.</p>" for part in "abc" for p in PARAGRAPHS)
    shown_twice = f"<main><div>{prose}</div><div class='narrow'>{prose}</div></main>"
    cleaned = clean(f"<body><nav><a href='/'>Home</a></nav>{shown_twice}</body>")
    cuts = [cut for cut in cleaned.article.removals if cut.layer == "page"]
    assert [cut.rule for cut in cuts] == ["outside", "copy"]
    assert cuts[0].text.startswith("Home")
    assert cuts[1].text.strip().startswith(PARAGRAPHS[0])
