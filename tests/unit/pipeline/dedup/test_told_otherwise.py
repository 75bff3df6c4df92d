"""A copy that changes a day, an order or a denial tells another fact: it is published."""

from __future__ import annotations

import pytest

from pipeline.dedup.sketch import sketch
from pipeline.dedup.window import ComparisonWindow, Entry

REPORT = (
    "Officials in the northern province said on Tuesday that the second round of talks about the "
    "harbour would go ahead as planned. The delegations were expected to meet behind closed doors "
    "in the town hall, where engineers had presented their report on the damage to the pier. "
    "Residents welcomed the plan and asked for quick repairs before the winter storms arrive."
)


def relation(other: str) -> str:
    window = ComparisonWindow()
    window.add(Entry("first", 1, "gazette", 1_000, sketch(REPORT)))
    (match,) = window.find(sketch(other), "herald", exclude="second")
    return match.relation


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Tuesday", "Friday"),
        ("second round", "third round"),
        ("were expected", "were not expected"),
    ],
)
def test_another_fact_is_not_withheld(old: str, new: str) -> None:
    assert relation(REPORT.replace(old, new)) == "same-template-other-facts"


def test_other_words_for_the_same_are_withheld() -> None:
    assert relation(REPORT.replace("quick repairs", "fast repairs")) == "edited"
