"""An article that stands in the data of its page alone."""

from __future__ import annotations

import json

import pytest

from pipeline.clean.ledger import restore
from pipeline.clean.stage import Cleaner
from tests.unit.pipeline.clean.articles import AT, PARAGRAPHS, page_article

CLEANER = Cleaner()
BODY = "\n".join(PARAGRAPHS)
FRAME = "<nav><a href='/'>Home</a></nav><div id='app'></div><footer>© 2015 The Paper</footer>"


def page(body: str, shown: str = "", **fields: object) -> str:
    data = {"@type": "NewsArticle", "headline": "Council votes", "articleBody": body, **fields}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return f"<html><head>{script}</head><body>{FRAME}{shown}</body></html>"


def test_a_body_that_is_only_stated_is_the_article() -> None:
    cleaned = CLEANER.clean(page_article(page(BODY)), AT, None)
    assert cleaned.article.text == BODY
    assert restore(cleaned.article.text, cleaned.article.removals) == cleaned.rendered


@pytest.mark.parametrize("change", [str, str.upper, lambda body: body.replace(" ", "&amp;nbsp;")])
def test_a_body_that_is_shown_is_not_shown_twice(change: object) -> None:
    assert callable(change)
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    cleaned = CLEANER.clean(page_article(page(change(BODY), shown)), AT, None)
    assert cleaned.rendered.count(PARAGRAPHS[0]) == 1
    assert cleaned.article.text == BODY


def test_a_body_with_markup_is_read_as_such() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert CLEANER.clean(page_article(page(body)), AT, None).article.text == BODY


@pytest.mark.parametrize("free", [False, "False", "false"])
def test_a_body_that_is_closed_to_the_public_is_left_where_it_is(free: object) -> None:
    markup = page(BODY, f"<p>{PARAGRAPHS[0]}</p>", isAccessibleForFree=free)
    assert PARAGRAPHS[1] not in CLEANER.clean(page_article(markup), AT, None).rendered


def test_a_summary_is_no_body() -> None:
    assert PARAGRAPHS[0] not in CLEANER.clean(page_article(page(PARAGRAPHS[0])), AT, None).rendered
