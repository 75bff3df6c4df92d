"""What the elements around the article claim by their names, and whether it is believed."""

from __future__ import annotations

import pytest

from pipeline.clean import page
from pipeline.clean.chances import level_programs
from pipeline.clean.hints import Hint
from pipeline.clean.lines import Line, split_lines
from pipeline.clean.markup import parse
from pipeline.clean.render import render
from pipeline.clean.wrappers import unwrap
from tests.unit.pipeline.clean.articles import PARAGRAPHS

PROSE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
MORE = "<p>Give us your address and we will send you the news of the day every morning.</p>"


def claims(markup: str) -> list[Hint]:
    return [Hint(line.hints) for line in unwrap(render(parse(markup).tree)).lines]


def lines(markup: str) -> list[Line]:
    shown = unwrap(render(parse(markup).tree))
    return split_lines(shown.text, page.blocks(shown))


@pytest.mark.parametrize("name", ["no-ads", "sidebar", "newsletter-open", "related-on", "navbar"])
def test_a_name_on_an_element_around_most_of_the_prose_claims_nothing(name: str) -> None:
    assert claims(f'<div class="{name}">{PROSE}</div>{MORE}') == claims(f"<div>{PROSE}</div>{MORE}")


def test_within_such_an_element_others_claim_as_before() -> None:
    found = claims(f'<div class="ads-on">{PROSE}<div class="ads">{MORE}</div></div>')
    assert [Hint.ADVERTISEMENT in hints for hints in found] == [False] * len(PARAGRAPHS) + [True]


@pytest.mark.parametrize(
    ("opening", "closing", "hint"),
    [
        ('<div class="comments">', "</div>", Hint.COMMENTS),
        ('<div class="cookie-consent">', "</div>", Hint.CONSENT),
        ("<footer>", "</footer>", Hint.FOOTER),
        ('<nav><div class="sidebar">', "</div></nav>", Hint.NAVIGATION),
    ],
)
def test_comments_requests_for_consent_and_footers_can_be_most_of_a_page(
    opening: str, closing: str, hint: Hint
) -> None:
    assert all(hint in hints for hints in claims(f"{opening}{PROSE}{closing}"))


def test_a_line_of_a_program_is_no_more_likely_furniture_than_the_program() -> None:
    found = lines("<p>Run</p><pre>a = 1\nb = 2\nc = 3</pre><p>and</p><pre>share\n</pre>")
    assert level_programs(found, [0.9, 0.1, 0.8, 0.0, 0.7, 0.6]) == pytest.approx(
        [0.9, 0.1, 0.3, 0.0, 0.7, 0.6]
    )
