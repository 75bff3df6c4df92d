"""An article that stands in the scripts of its page alone."""

from __future__ import annotations

import json

import pytest

from pipeline.clean.ledger import restore
from pipeline.clean.stage import Cleaned, Cleaner
from pipeline.stage import RejectedError
from tests.unit.pipeline.clean.articles import AT, PARAGRAPHS, page_article

CLEANER = Cleaner()
BODY = "".join(f"<p class='text'>{paragraph}</p>" for paragraph in PARAGRAPHS)
STATE = json.dumps({"articleId": 7, "contentHtml": BODY, "views": 3})


def page(script: str, shown: str = "", head: str = "") -> Cleaned:
    frame = '<nav><a href="/">Home</a></nav><div id="app"></div>'
    markup = f"<head>{head}</head><body>{frame}{shown}<script>{script}</script></body>"
    return CLEANER.clean(page_article(f"<html>{markup}</html>"), AT, None)


@pytest.mark.parametrize(
    "script",
    [
        f"window.state = {STATE};",
        f"window.state = {STATE};".replace("</", "<\\/"),
        f"window.state = {STATE};".replace("<", "\\u003c"),
        f"next.push([1, {json.dumps('25:' + STATE)}])",
        f"next.push([1, {json.dumps(STATE.replace('<', chr(92) + 'u003c'))}])",
    ],
)
def test_a_body_that_only_a_script_holds_is_the_article(script: str) -> None:
    cleaned = page(script)
    assert cleaned.article.text == "\n".join(PARAGRAPHS)
    assert restore(cleaned.article.text, cleaned.article.removals) == cleaned.rendered


def test_links_and_emphasis_do_not_break_a_paragraph() -> None:
    body = BODY.replace("bridge", "<a href='/b'>bridge</a>").replace("nine", "<b>nine</b>")
    assert page(json.dumps({"html": body})).article.text == "\n".join(PARAGRAPHS)


def test_a_page_that_shows_a_text_is_read_without_its_scripts() -> None:
    shown = "<p>The minister said nothing of the kind on Monday.</p>" * 8
    assert PARAGRAPHS[1] not in page(STATE, shown).rendered


def test_a_body_that_is_closed_to_the_public_stays_in_its_script() -> None:
    data = json.dumps({"@type": "NewsArticle", "isAccessibleForFree": False})
    head = f'<script type="application/ld+json">{data}</script>'
    assert PARAGRAPHS[1] not in page(STATE, "<p>Only for subscribers</p>", head).rendered


@pytest.mark.parametrize("script", ["", 'x = "' + "</p>" * 200, 'x = "\\', f"x = '{BODY}'"])
def test_other_scripts_show_nothing(script: str) -> None:
    with pytest.raises(RejectedError, match="shows no text"):
        CLEANER.clean(page_article(f"<body><script>{script}</script></body>"), AT, None)
