"""Where a report was filed."""

from __future__ import annotations

import pytest

from pipeline.extract.agencies import Agencies
from pipeline.extract.dateline import Datelines

DATELINES = Datelines(Agencies())


@pytest.mark.parametrize(
    ("text", "place", "date", "agency", "words"),
    [
        ("JERUSALEM – After a series", "JERUSALEM", None, None, "JERUSALEM – "),
        (
            "MOSCOW, Oct 1 (Reuters) - Russia said",
            "MOSCOW",
            "Oct 1",
            "Reuters",
            "MOSCOW, Oct 1 (Reuters) - ",
        ),
        ("BEIRUT (AP) — A car bomb", "BEIRUT", None, "Associated Press", "BEIRUT (AP) — "),
        (
            "Washington, D.C. (AFP) - The",
            "Washington, D.C.",
            None,
            "Agence France-Presse",
            "Washington, D.C. (AFP) - ",
        ),
        ("NEW YORK: Shares rose", "NEW YORK", None, None, "NEW YORK: "),
        ("ANKARA, Oct. 3, 2015 -- The", "ANKARA", "Oct. 3, 2015", None, "ANKARA, Oct. 3, 2015 -- "),
        ("(Reuters) - Oil prices", None, None, "Reuters", "(Reuters) - "),
    ],
)
def test_a_dateline_is_read(
    text: str, place: str | None, date: str | None, agency: str | None, words: str
) -> None:
    dateline = DATELINES.of(text)
    assert dateline is not None
    assert (dateline.place, dateline.date, dateline.agency) == (place, date, agency)
    assert text[dateline.start : dateline.end] == words


def test_a_dateline_may_follow_a_head() -> None:
    text = "Raids continue\n\nDAMASCUS – The army said"
    dateline = DATELINES.of(text)
    assert dateline is not None
    assert dateline.place == "DAMASCUS"
    assert text[dateline.start :].startswith("DAMASCUS")


@pytest.mark.parametrize(
    "text",
    [
        "Islamic State – the group that holds Raqqa – said on Monday",
        "The United States and Russia called an emergency teleconference",
        "Putin - who spoke on Monday - said",
        "",
    ],
)
def test_a_capitalised_start_alone_is_no_dateline(text: str) -> None:
    assert DATELINES.of(text) is None
