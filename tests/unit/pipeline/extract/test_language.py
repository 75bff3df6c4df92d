"""Which language it is."""

from __future__ import annotations

import pytest

from pipeline.extract.language import Languages, primary_tag
from tests.unit.pipeline.extract.articles import stated

LANGUAGES = Languages()
ENGLISH = "Russia has launched its first airstrikes against targets in Syria, officials said."
GERMAN = "Russland hat seine ersten Luftangriffe auf Ziele in Syrien geflogen, sagten Beamte."


def test_the_language_is_told_by_the_words() -> None:
    assert LANGUAGES.of(ENGLISH, ()) == "en"
    assert LANGUAGES.of(GERMAN, ()) == "de"


def test_a_given_language_wins() -> None:
    assert LANGUAGES.of(ENGLISH, (stated("de-DE", "given"),)) == "de"


def test_a_template_s_language_does_not_win_over_the_words() -> None:
    assert LANGUAGES.of(GERMAN, (stated("en", "meta"),)) == "de"


def test_a_short_text_has_the_language_that_its_page_states_or_none() -> None:
    assert LANGUAGES.of("Syria", (stated("en-US", "meta"),)) == "en"
    assert LANGUAGES.of("Syria", ()) is None
    assert LANGUAGES.of("", ()) is None
    assert LANGUAGES.of("12345 !!! " * 100, ()) is None


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("EN_us", "en"),
        ("eng", "en"),
        ("zh-Hans-CN", "zh"),
        ("und", None),
        ("", None),
        ("english", None),
        ("e", None),
        ("en us", None),
    ],
)
def test_a_tag_is_read_to_its_language(tag: str, language: str | None) -> None:
    assert primary_tag(tag) == language
