"""What is cut from a plain text, as what, and what stays."""

from __future__ import annotations

import pytest

from pipeline.clean.stage import Cleaned, Cleaner
from tests.unit.pipeline.clean.articles import AT, PARAGRAPHS, text_article

CLEANER = Cleaner()
BODY = "\n".join(PARAGRAPHS)


def clean(body: str, **fields: object) -> Cleaned:
    return CLEANER.clean(text_article(body, **fields), AT, None)


def cuts(cleaned: Cleaned) -> list[tuple[str, str]]:
    return [(removal.class_, removal.text.strip()) for removal in cleaned.article.removals]


@pytest.mark.parametrize(
    ("line", "class_"),
    [
        ("Advertisement", "advertisement"),
        ("Article continues below", "advertisement"),
        ("Share this article", "share"),
        ("SHARE", "share"),
        ("12 Shares", "share"),
        ("Sign up for our daily newsletter", "newsletter"),
        ("Related Stories", "related"),
        ("Read more", "read-more"),
        ("14 Comments", "comments"),
        ("No comments: Post a Comment", "comments"),
        ("This site uses cookies to give you the best experience.", "consent"),
        ("Skip to main content", "navigation"),
        ("Views: 1,204", "counter"),
        ("4 min read", "counter"),
        ("Copyright 2015 The Paper. All rights reserved.", "legal"),
        ("If you buy through our links we may earn a small commission.", "promotion"),
        ("This notice is for informational purposes only.", "legal"),
        ("To continue reading, subscribe now", "paywall"),
        ("(Photo: Reuters)", "caption"),
        ("Photo: John Doe / Reuters", "caption"),
        ("FILE - The bridge in a picture of 2014", "caption"),
        ("Ann Lee contributed to this report.", "credit"),
        ("Source: AFP", "credit"),
        ("http://example.org/the/article", "source-url"),
    ],
)
def test_a_line_of_furniture_between_paragraphs_is_cut(line: str, class_: str) -> None:
    cleaned = clean("\n".join((*PARAGRAPHS[:2], line, *PARAGRAPHS[2:])))
    assert cuts(cleaned) == [(class_, line)]
    assert cleaned.article.text == BODY


@pytest.mark.parametrize(
    "line",
    [
        "What the engineers found",
        "‘Not planning to close’",
        "A second bridge",
        "• A new ferry from May",
        "1. The piers",
        "He did not share the mayor's view.",
        "“Read more books,” she told the pupils.",
        "By then it was too late.",
        "The agents live on a commission of two percent.",
        "He used affiliate links to sell the tickets, the court heard.",
        "Share prices fell by 3 percent.",
    ],
)
def test_inner_heads_lists_and_short_sentences_stay(line: str) -> None:
    body = "\n".join((*PARAGRAPHS[:2], line, *PARAGRAPHS[2:]))
    assert clean(body).article.text == body


def test_a_given_title_that_the_text_repeats_is_cut_wherever_it_stands() -> None:
    title = "Bridge to close until the spring"
    cleaned = clean(f"{title.upper()}\n{BODY}\n{title}", title=title)
    assert cuts(cleaned) == [("title", title.upper()), ("title", title)]
    assert [mined.value for mined in cleaned.article.metadata.title] == [
        title,
        title.upper(),
        title,
    ]


def test_a_headline_above_the_body_is_the_title_without_being_given() -> None:
    cleaned = clean(f"Council votes to close bridge until spring\n\n{BODY}")
    assert cuts(cleaned) == [("title", "Council votes to close bridge until spring")]


def test_a_first_line_that_is_a_sentence_is_no_title() -> None:
    lead = (
        "The council has voted to close the bridge for repairs after engineers found cracks in "
        "three piers and warned that the oldest of them could give way in a flood"
    )
    assert clean(f"{lead}\n{BODY}").article.text == f"{lead}\n{BODY}"


def test_a_byline_with_a_date_is_two_cuts_and_two_statements() -> None:
    cleaned = clean(f"Council votes to close bridge\nBy Ann Lee and Bo Ek, May 2, 2015\n{BODY}")
    assert cuts(cleaned)[1:] == [("byline", "By Ann Lee and Bo Ek,"), ("date", "May 2, 2015")]
    assert cleaned.article.metadata.byline[0].value == "Ann Lee and Bo Ek"
    assert cleaned.article.metadata.date[0].value == "May 2, 2015"


def test_a_trailing_read_more_link_is_cut_and_kept_as_source_url() -> None:
    cleaned = clean(f"{BODY} Read more at http://example.org/a?b=1")
    assert cleaned.article.text == BODY
    (stated,) = cleaned.article.metadata.source_url
    assert stated.value == "http://example.org/a?b=1"
    assert cleaned.rendered[stated.start : stated.end] == stated.value


def test_a_leading_photo_parenthesis_is_cut_and_its_paragraph_stays() -> None:
    cleaned = clean(f"(Photo: AP/Ann Lee) {BODY}")
    assert cuts(cleaned) == [("caption", "(Photo: AP/Ann Lee)")]
    assert cleaned.article.text == BODY


def test_known_words_behind_the_last_sentence_of_a_paragraph_are_cut() -> None:
    first, *rest = PARAGRAPHS
    cleaned = clean("\n".join((f"{first} Advertisement", *rest)))
    assert cuts(cleaned) == [("advertisement", "Advertisement")]
    assert cleaned.article.text == BODY


def test_a_dateline_stays_in_the_text() -> None:
    body = f"JERUSALEM – {BODY}"
    assert clean(body).article.text == body


def test_headlines_below_a_related_label_at_the_end_go_with_it() -> None:
    cleaned = clean(f"{BODY}\nRelated posts:\nFerry to start in May\nFord rebuilt for traffic")
    assert [class_ for class_, _ in cuts(cleaned)] == ["related"] * 3
    assert cleaned.article.text == BODY


@pytest.mark.parametrize("head", ["Leave a Reply", "12 Comments", "Discussion about this post"])
def test_what_readers_write_below_the_head_of_the_comments_is_cut(head: str) -> None:
    comment = "I have crossed that bridge every day for thirty years, and it never needed a repair."
    cleaned = clean(f"{BODY}\n{head}\n{comment}")
    assert cleaned.article.text == BODY
    assert [class_ for class_, _ in cuts(cleaned)] == ["comments", "comments"]


def test_a_link_to_the_comments_above_the_article_is_not_their_head() -> None:
    assert clean(f"{PARAGRAPHS[0]}\n12 Comments\n{BODY}").article.text.endswith(BODY)


def test_blank_lines_between_paragraphs_stay_and_cut_lines_leave_none() -> None:
    cleaned = clean("\r\n\r\n".join((*PARAGRAPHS[:2], "Advertisement", *PARAGRAPHS[2:])) + "\r\n")
    assert cleaned.article.text == "\r\n\r\n".join(PARAGRAPHS)


def test_a_text_of_nothing_but_furniture_is_kept_and_says_so() -> None:
    cleaned = clean("Advertisement\nShare")
    assert cleaned.article.text == "Advertisement\nShare"
    assert cleaned.article.notes == ("abstained: nothing of the text would have been left",)
