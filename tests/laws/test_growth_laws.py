"""Four times the input takes four times the time, in every stage as a whole, however hostile."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from pipeline.clean.stage import Cleaner
from pipeline.dedup.decide import decide
from pipeline.dedup.state import DedupState
from pipeline.limits import Limits
from pipeline.stage import RejectedError
from tests.unit.pipeline.clean.articles import AT, page_article, text_article
from tests.unit.pipeline.dedup.versions import version
from tests.unit.pipeline.extract.articles import clean_article, extractor, stated

# No cap may hide what the code behind it would cost.
CLEANER = Cleaner(limits=Limits(page_links=10**9, page_lines=10**9, lines=10**9))

# What is quadratic takes sixteen times as long for four times the input. A stage has constant work
# as well, and the input is made large enough to outweigh it, or so fast that nothing matters.
MAX_RATIO = 8.0
# A busy neighbour in the caches makes single ones longer.
MEASUREMENTS = 6
ENOUGH_SECONDS = 0.3

TEXTS: dict[str, Callable[[float], str]] = {
    "a megabyte of quotation marks": lambda n: '"' * int(500_000 * n),
    "emoji without a space": lambda n: "😀" * int(100_000 * n),
    "one sentence of 20,000 words": lambda n: "the man and " * int(3_333 * n),
    "2,000 nested quotations": lambda n: "“he said " * int(1_000 * n) + "”" * int(1_000 * n),
    "calendar lines": lambda n: "Thursday, October 1, 2015 10:31 am\n" * int(2_500 * n),
    "lines of numbers": lambda n: "1,000.5 2015-10-01 " * int(5_000 * n),
    "blank lines": lambda n: "word\n\n \n" * int(5_000 * n),
    "a paragraph again and again": lambda n: "The bridge is closed, he said on Monday.\n"
    * int(2_500 * n),
}  # fmt: skip
PAGES: dict[str, Callable[[float], str]] = {
    "100,000 links": lambda n: "<a href=x>link</a> " * int(50_000 * n),
    "100,000 nested tags": lambda n: "<div>" * int(50_000 * n) + "words",
    "nested lists": lambda n: "<ul><li>word" * int(4_000 * n),
    "bold that is never closed": lambda n: "".join(
        f"<p><b id={k}>word" for k in range(int(2_000 * n))
    ),
    "tables in tables": lambda n: "<table><tr><td>word" * int(2_500 * n),
    "ends of what was never begun": lambda n: "word</div></b></table>" * int(10_000 * n),
    "JSON-LD in JSON-LD": lambda n: '<script type="application/ld+json">{"@graph":['
    + '{"@graph":[{}]},' * int(12_000 * n) + "{}]}</script><p>words",
    "all it shows stated in parts": lambda n: _stated_in_parts(int(400 * n)),
}  # fmt: skip


def _stated_in_parts(parts: int) -> str:
    bodies = [f"{number} words of a part " * 20 for number in range(parts)]
    data = [{"@type": "NewsArticle", "articleBody": body} for body in bodies]
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return script + "".join(f"<p>{body}</p>" for body in bodies)


def assert_linear(run: Callable[[str], object], make: Callable[[float], str]) -> None:
    """The best of some measurements of each: another process can only make one longer."""
    quarter, whole = make(0.5), make(2)
    run(make(0.01))  # what is loaded at the first use is no part of it
    large = _seconds(run, whole)
    if large < ENOUGH_SECONDS:
        return
    small = _seconds(run, quarter)
    for _ in range(MEASUREMENTS):
        if large < MAX_RATIO * small:
            return
        large, small = min(large, _seconds(run, whole)), min(small, _seconds(run, quarter))
    assert large < MAX_RATIO * small, f"{large:.2f} s after {small:.2f} s for a quarter"


def _seconds(run: Callable[[str], object], text: str) -> float:
    """Without the collector, whose work grows with what other tests have left in memory."""
    gc.collect()
    gc.disable()
    try:
        begin = process_time()
        run(text)
        return process_time() - begin
    finally:
        gc.enable()


@pytest.mark.parametrize("name", TEXTS)
def test_clean_is_linear_in_a_text(name: str) -> None:
    assert_linear(lambda text: CLEANER.clean(text_article(text), AT, None), TEXTS[name])


@pytest.mark.parametrize("name", PAGES)
def test_clean_is_linear_in_a_page(name: str) -> None:
    def run(markup: str) -> None:
        with suppress(RejectedError):
            CLEANER.clean(page_article(markup), AT, None)

    assert_linear(run, PAGES[name])


@pytest.mark.parametrize("name", TEXTS)
def test_extract_is_linear_in_a_text(name: str) -> None:
    language = (stated("en", "given"),)
    assert_linear(
        lambda text: extractor().extract(clean_article(text, language=language)), TEXTS[name]
    )


@pytest.mark.parametrize("name", TEXTS)
def test_dedup_is_linear_in_a_text(name: str) -> None:
    """Two articles that share nearly all of the text, compared to the last word."""

    def run(text: str) -> None:
        state = DedupState()
        for number in range(2):
            made = decide(state, version(f"{number} {text}", f"a{number}"))
            assert made is not None
            state.apply(made.decision, made.entry)

    assert_linear(run, TEXTS[name])
