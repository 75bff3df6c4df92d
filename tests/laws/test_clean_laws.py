"""What holds for cleaning whatever the input is."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import memory
from pipeline.clean.decode import decode_bytes
from pipeline.clean.ledger import Cut, restore, settle
from pipeline.clean.memory import SourceMemory
from pipeline.clean.stage import Cleaner
from pipeline.stage import RejectedError
from schemas.clean import CleanArticle
from schemas.codec import decode, encode
from schemas.profile import Profile
from tests.unit.pipeline.clean.articles import AT, PARAGRAPHS, at, page_article, text_article

CLEANER = Cleaner()

# Lone surrogates cannot travel: a message is UTF-8.
CHARACTERS = st.characters(exclude_categories=["Cs"])
ODD = st.sampled_from(
    [
        "\r\n",
        "\r",
        "\n",
        "\n\n",
        "\x00",
        "\u0301",
        "👩‍👩‍👧",
        "\u2028",
        "\x85",
        "\x1c",
        "\u200b",
        "\ufeff",
        "\t",
        " ",
        "İ",
        "ß",
    ]
)
KNOWN_LINES = st.sampled_from(
    [
        *PARAGRAPHS,
        "Advertisement",
        "Share",
        "No comments: Post a Comment",
        "by Ann Lee May 2, 2015",
        "Related posts:",
        "Views: 12",
        "(Photo: Reuters) The bridge is closed.",
        "A Bridge is Closed",
        "He left. Read more at http://example.org/a",
        "Join the mailing list",
        "May 2, 2015 10:31 am",
        "—",
        "|",
    ]
)
TEXTS = st.lists(st.one_of(KNOWN_LINES, ODD, st.text(CHARACTERS, max_size=40)), max_size=25).map(
    "".join
)
LINED_TEXTS = st.lists(st.one_of(KNOWN_LINES, st.text(CHARACTERS, max_size=30)), max_size=20).map(
    "\n".join
)
BODIES = st.one_of(TEXTS, LINED_TEXTS).filter(str.strip)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='comments'>",
        "</div>",
        "<nav>",
        "<a href=x>",
        "</a>",
        "<br>",
        "<h1>",
        "</h1>",
        "<td>",
        "<table>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<article>",
        "<time datetime='2015'>",
        "<pre>",
        "<b",
        "&nbsp;",
        "&#0;",
        "<svg>",
        "</li>",
    ]
)
PAGES = st.lists(st.one_of(TAGS, KNOWN_LINES, st.text(CHARACTERS, max_size=20)), max_size=40).map(
    lambda parts: "<html><body>" + "".join(parts)
)


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_a_cleaned_text_and_its_ledger_give_the_body_back(body: str) -> None:
    cleaned = CLEANER.clean(text_article(body, content_type="text/plain"), AT, None)
    article = cleaned.article
    assert cleaned.rendered == (body if article.content_type == "text/plain" else cleaned.rendered)
    assert restore(article.text, article.removals) == cleaned.rendered
    assert article.text.strip()


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_a_cleaned_page_and_its_ledger_give_the_rendered_text_back(markup: str) -> None:
    try:
        cleaned = CLEANER.clean(page_article(markup), AT, None)
    except RejectedError:
        return
    article = cleaned.article
    assert restore(article.text, article.removals) == cleaned.rendered
    assert article.text.strip()


@settings(max_examples=200, deadline=None)
@given(st.one_of(BODIES, PAGES))
def test_removals_are_in_order_and_quote_what_they_cut(body: str) -> None:
    try:
        cleaned = CLEANER.clean(text_article(body), AT, None)
    except RejectedError:
        return
    end = 0
    for removal in cleaned.article.removals:
        assert end <= removal.start < removal.end
        assert cleaned.rendered[removal.start : removal.end] == removal.text
        end = removal.end


@settings(max_examples=100, deadline=None)
@given(st.one_of(BODIES, PAGES))
def test_cleaning_again_gives_the_same_bytes_and_they_can_be_read(body: str) -> None:
    try:
        first = CLEANER.clean(text_article(body), AT, None)
    except RejectedError:
        return
    again = Cleaner().clean(text_article(body), AT, None)
    assert encode(first.article) == encode(again.article)
    assert decode(CleanArticle, encode(first.article)) == first.article


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(CHARACTERS, ODD), max_size=60).map("".join), st.data())
def test_any_cuts_settle_into_a_ledger_that_restores(rendered: str, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(rendered)), st.integers(0, len(rendered))).map(sorted)
    spans = data.draw(st.lists(ends, max_size=8))
    cuts = [Cut(start, end, "other", "lexicon", "law", 1.0) for start, end in spans]
    text, removals = settle(rendered, cuts)
    assert restore(text, removals) == rendered
    gone = {index for removal in removals for index in range(removal.start, removal.end)}
    asked = {index for start, end in spans for index in range(start, end)}
    visible = {index for index, character in enumerate(rendered) if not character.isspace()}
    assert gone & visible == asked & visible


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), LINED_TEXTS.filter(str.strip)), max_size=12
    )
)
def test_the_memory_is_the_fold_of_its_changes(articles: list[tuple[int, int, str]]) -> None:
    """Whoever applies the logged changes, through the wire, decides the rest as the first did."""
    live, folded = SourceMemory(), SourceMemory()
    for offset, (source, repeat, body) in enumerate(articles):
        raw = text_article(body, source=f"s{source}", content_type="text/plain")
        for _ in range(1 + repeat):
            lesson = CLEANER.clean(raw, at(offset), live.profile(raw.source)).lesson
            changes = memory.decide(live, lesson, at(offset))
            assert changes == memory.decide(folded, lesson, at(offset))
            for change in changes:
                memory.apply(live, change)
                if isinstance(change, memory.ProfileUpdated):
                    profile = decode(Profile, encode(change.profile))
                    assert profile == change.profile
                    change = memory.ProfileUpdated(change.source, profile)
                memory.apply(folded, change)
            live.through = folded.through = offset


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes_become_text(data: bytes, declared: str | None) -> None:
    decode_bytes(data, declared).encode("utf-8")


@pytest.mark.parametrize(
    "unit",
    [
        "1234567890 ",
        "http://a ",
        "(photo ",
        "by A ",
        "a|b ",
        ". Read more ",
        "0 comments ",
        "file - ",
        "<div>",
        "<a href=x>y",
        "<b></div>",
        "<font size=1><p>",
        "<table>x",
        "<h3>x</h3><div hidden>y</div>",
        "<h2><div hidden>",
        "<article><h1>a headline of it</h1><p>b",
        "May 2 ",
        "Source: http://",
        "\n",
        "Share\n",
        "\r\n",
        "© ",
        "𝕏",
    ],
)
def test_the_time_grows_with_the_input_and_no_faster(unit: str) -> None:
    """Twice the input takes about twice the time; four times leaves room for a noisy machine."""

    def seconds(length: int) -> float:
        body = (unit * (length // len(unit) + 1))[:length]
        article = page_article(body) if unit.startswith("<") else text_article("x " + body)
        best = 9.0
        for _ in range(3):
            begin = process_time()
            with suppress(RejectedError):
                CLEANER.clean(article, AT, None)
            best = min(best, process_time() - begin)
        return best

    small, large = seconds(100_000), seconds(400_000)
    assert large < 16 * max(small, 0.01)


@pytest.mark.parametrize(
    "unit", ["<b id={n}>", "<p>", "</p>", '\\"', "\\\\", "<script>", "&amp;", "x"]
)
@pytest.mark.parametrize(
    "script",
    [
        '<script>x = "{data}</p>";</script>',
        '<script>x = "{data}</p>',
        '<script type="application/ld+json">{{"@type": "Article", "articleBody": "{data}</p>"}}'
        "</script>",
    ],
)
def test_the_time_for_data_of_a_page_grows_with_them_and_no_faster(script: str, unit: str) -> None:
    def seconds(length: int) -> float:
        units = [unit.replace("{n}", str(n)) for n in range(length // len(unit))]
        article = page_article(
            f"<body>{script.format(data=''.join(units) + '<p>' * length)}</body>"
        )
        begin = process_time()
        with suppress(RejectedError):
            CLEANER.clean(article, AT, None)
        return process_time() - begin

    small, large = seconds(20_000), seconds(80_000)
    assert large < 16 * max(small, 0.01)
