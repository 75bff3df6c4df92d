"""The stages in one process: one outcome for each input, and no fault spreads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from pipeline import run
from pipeline.clean.ledger import restore
from pipeline.run import CleanStep, DedupStep, Refused, unread
from pipeline.stage import Position
from schemas.article import Article, Duplicate
from schemas.clean import CleanArticle
from schemas.codec import encode
from schemas.limits import LARGEST_VALUE
from tests.unit.pipeline.dedup.texts import prose
from tests.unit.pipeline.dedup.versions import version

START = datetime(2026, 11, 20, 12, tzinfo=UTC)


def at(number: int) -> Position:
    return Position(0, number, START + timedelta(seconds=number))


def raw(body: str, **fields: object) -> bytes:
    return orjson.dumps({"source": "wire", "body": body} | fields)


def through(values: Sequence[bytes], *, skip: bool) -> list[Article | Duplicate | Refused | None]:
    clean, dedup = CleanStep(skip=skip), DedupStep()
    outcomes: list[Article | Duplicate | Refused | None] = []
    for number, value in enumerate(values):
        cleaned = clean.clean(value, at(number))
        if isinstance(cleaned, Refused):
            outcomes.append(cleaned)
        else:
            outcomes.append(dedup.dedup(unread(cleaned[0])))
    return outcomes


PAGE = "<html><body><article><p>" + prose(5, 40) + ".</p><p>" + prose(6, 40) + ".</p></article>"
INPUTS = [
    raw(prose(1, 50), article_id="a"),
    raw(prose(1, 50), article_id="a"),
    raw(prose(1, 50), article_id="b"),
    b"\xff not JSON",
    raw(prose(2, 50), article_id="a"),
    raw(" "),
    raw(PAGE, content_type="text/html"),
    b"",
    raw(prose(3, 50), collected_at="not a time"),
]
EXPECTED = [
    "Article", "NoneType", "Duplicate", "undecodable", "Article", "invalid", "Article",
    "undecodable", "invalid",
]  # fmt: skip


@pytest.mark.parametrize("skip", [False, True])
def test_every_input_has_one_outcome_in_input_order(skip: bool) -> None:
    kinds = [
        outcome.error_class if isinstance(outcome, Refused) else type(outcome).__name__
        for outcome in through(INPUTS, skip=skip)
    ]
    assert kinds == EXPECTED


def test_the_same_log_gives_the_same_outcomes() -> None:
    def written() -> list[object]:
        return [
            encode(outcome) if isinstance(outcome, Article | Duplicate) else outcome
            for outcome in through(INPUTS, skip=False)
        ]

    assert written() == written()


def test_a_refusal_says_which_stage_and_why_in_one_sentence() -> None:
    refused = CleanStep(skip=True).clean(b'{"source": "s"}', at(0))
    assert refused == Refused("clean", "invalid", "body: Field required")


def test_a_value_that_kafka_would_not_take_is_too_large() -> None:
    refused = CleanStep(skip=True).clean(raw("x" * LARGEST_VALUE["raw"]), at(0))
    assert isinstance(refused, Refused)
    assert refused.error_class == "too-large"


def test_a_page_without_text_is_rejected_and_the_next_is_cleaned() -> None:
    step = CleanStep()
    refused = step.clean(raw("<html><script>x</script></html>"), at(0))
    assert isinstance(refused, Refused)
    assert (refused.stage, refused.error_class) == ("clean", "rejected")
    assert not isinstance(step.clean(raw(prose(1, 40)), at(1)), Refused)


@pytest.mark.parametrize("body", [prose(1, 40), PAGE, "Advertisement\n" + prose(2, 40)])
def test_text_and_cuts_give_what_was_rendered(body: str) -> None:
    cleaned = CleanStep().clean(raw(body), at(0))
    assert not isinstance(cleaned, Refused)
    article, rendered = cleaned
    assert restore(article.text, article.removals) == rendered


def test_what_skips_cleaning_is_untouched() -> None:
    body = "Advertisement\n" + prose(1, 40) + "\r\n "
    cleaned = CleanStep(skip=True).clean(raw(body, title="T", published_at="today"), at(3))
    assert not isinstance(cleaned, Refused)
    article, rendered = cleaned
    assert article.text == rendered == body
    assert article.removals == ()
    assert [mined.value for mined in article.metadata.title] == ["T"]
    assert [mined.value for mined in article.metadata.published] == ["today"]
    assert article.collected_at == article.appended_at == at(3).appended_at
    assert article.lineage.raw.offset == 3


def test_what_skips_extraction_has_its_given_title_and_nothing_else() -> None:
    cleaned = CleanStep(skip=True).clean(raw("b", title="T"), at(0))
    assert not isinstance(cleaned, Refused)
    article = unread(cleaned[0])
    assert article.title == "T"
    for found in (article.entities, article.quotes, article.claims, article.sentences):
        assert not found
    assert article.language is None
    for field in CleanArticle.model_fields:
        assert getattr(article, field) == getattr(cleaned[0], field)


def test_a_bug_is_one_articles_refusal_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    step = DedupStep()
    article = version(prose(1, 40), "a")
    with monkeypatch.context() as broken:
        broken.setattr(run, "decide_version", lambda *_: 1 / 0)
        refused = step.dedup(article)
    assert refused == Refused("dedup", "bug", "division by zero")
    assert isinstance(step.dedup(article), Article)


def test_an_output_that_no_topic_takes_is_refused_and_not_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    step = DedupStep()
    article = version(prose(1, 40), "a")
    with monkeypatch.context() as small:
        small.setitem(LARGEST_VALUE, "articles", 10)
        refused = step.dedup(article)
    assert isinstance(refused, Refused)
    assert refused.error_class == "too-large"
    assert isinstance(step.dedup(article), Article)
