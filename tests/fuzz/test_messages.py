"""Fuzzed messages through every stage, as its agent takes them: no crash, and nothing dropped.

Each input gives exactly one record or one dead letter with a reason that is not a fault of ours;
at dedup a version that is in the log gives none. `make fuzz` takes 10,000 inputs a stage.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from pipeline.clean.ledger import restore
from pipeline.clean.markup import parse
from pipeline.clean.render import render
from pipeline.clean.wrappers import unwrap
from schemas.clean import CleanArticle
from schemas.codec import decode, decode_object, encode
from schemas.extracted import ExtractedArticle, ExtractedEnvelope
from schemas.raw import RawArticle
from tests.fuzz.records import raw_records, stage_records
from tests.fuzz.stages import Clean, Dedup, Extract, Stage
from tests.fuzz.values import PROSE, SEEDS

INPUTS = int(os.environ.get("WIRECOPY_FUZZ", "0"))

# The same inputs on every machine and day; the long form goes further along the same way.
PROFILE = settings(
    max_examples=INPUTS or 100,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
LONG = pytest.mark.timeout(6 * 3600)
# A message that fails is shown whole, however long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@pytest.fixture(scope="module")
def valid() -> dict[str, list[bytes]]:
    """Records that the stages themselves make of whole articles."""
    clean, extract = Clean(), Extract()
    cleaned = []
    for number, body in enumerate((*SEEDS, "\n".join(PROSE))):
        raw = RawArticle(source=f"s{number}", body=body, language="en")
        kind, sent = clean.handle(encode(raw))
        assert kind == "clean"
        cleaned.append(sent.value or b"")
    return {
        "clean": cleaned,
        "extracted": [extract.handle(value)[1].value or b"" for value in cleaned],
    }


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[list[Stage]]:
    """The stages of a test; what came of their inputs is shown in the long form."""
    stages: list[Stage] = []
    yield stages
    if INPUTS:
        with capsys.disabled():
            for stage in stages:
                print(f"\n{type(stage).__name__.lower()}: {stage.tally}")


@LONG
def test_clean_takes_every_message_and_gives_every_text_back(told: list[Stage]) -> None:
    stage = Clean()
    told.append(stage)

    @PROFILE
    @given(raw_records())
    def check(value: bytes | None) -> None:
        kind, sent = stage.handle(value)
        if kind == "clean":
            raw = decode(RawArticle, value)
            article = decode(CleanArticle, sent.value)
            rendered = raw.body
            if article.content_type == "text/html":
                rendered = unwrap(render(parse(raw.body).tree)).text
            assert restore(article.text, article.removals) == rendered
            assert encode(article) == sent.value

    check()


@LONG
def test_extract_takes_every_message_and_points_at_its_words(
    told: list[Stage], valid: dict[str, list[bytes]]
) -> None:
    stage = Extract()
    told.append(stage)

    @PROFILE
    @given(stage_records(valid["clean"]))
    def check(value: bytes | None) -> None:
        kind, sent = stage.handle(value)
        if kind == "extracted":
            given = decode(CleanArticle, value)
            article = decode(ExtractedArticle, sent.value)
            assert (article.text, article.removals) == (given.text, given.removals)
            for span in _spans(article):
                assert article.text[span.start : span.end] == span.text != ""

    check()


def _spans(article: ExtractedArticle) -> Iterator[Any]:
    for entity in article.entities:
        yield from entity.mentions
    for found in (*article.quotes, *article.claims):
        yield found
        for name in ("speaker", "cue", "who", "where", "when", "attributed_to"):
            if (part := getattr(found, name, None)) is not None:
                yield part


@LONG
def test_dedup_takes_every_message_and_drops_only_what_is_in_the_log(
    told: list[Stage], valid: dict[str, list[bytes]]
) -> None:
    stage = Dedup()
    told.append(stage)
    seen: set[tuple[str, str, str]] = set()

    @PROFILE
    @given(stage_records(valid["extracted"]))
    def check(value: bytes | None) -> None:
        kind, sent = stage.handle(value)
        if sent is None:
            again = decode(ExtractedEnvelope, value)
            assert (again.lane, again.article_id, again.content_hash) in seen
        elif kind in ("articles", "duplicates"):
            out = decode_object(sent.value)
            key = (str(out["lane"]), str(out["article_id"]), str(out["content_hash"]))
            assert key not in seen
            seen.add(key)

    check()


def test_a_stage_that_fails_at_an_article_would_be_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Clean()

    def broken(*_: object) -> None:
        raise IndexError("a fault of ours")

    monkeypatch.setattr(stage.agent._cleaner, "clean", broken)
    with pytest.raises(AssertionError, match="a fault of ours"):
        stage.handle(encode(RawArticle(source="s", body="text")))
