"""Who wrote it, as the line says it."""

from __future__ import annotations

import pytest

from pipeline.extract.agencies import Agencies
from pipeline.extract.byline import read_byline

AGENCIES = Agencies()


@pytest.mark.parametrize(
    ("line", "authors", "agencies"),
    [
        ("Aaron Klein", ("Aaron Klein",), ()),
        ("by VOA News October 01, 2015", (), ("Voice of America",)),
        (
            "By JOHN SMITH and Jane Doe, Associated Press",
            ("John Smith", "Jane Doe"),
            ("Associated Press",),
        ),
        ("By Jean-Yves Le Drian", ("Jean-Yves Le Drian",), ()),
        ("By SEAN O'BRIEN and MARY MCDONALD", ("Sean O'Brien", "Mary McDonald"), ()),
        ("By Maria de la Cruz, Staff Writer", ("Maria de la Cruz",), ()),
        ("By John Smith in Moscow and Li Wei in Beijing", ("John Smith", "Li Wei"), ()),
        ("By Jane Doe | Published 1 October 2015", ("Jane Doe",), ()),
        ("Jane Doe, Middle East correspondent", ("Jane Doe",), ()),
        ("Posted by Jane Doe on October 1, 2015 at 3:15 pm", ("Jane Doe",), ()),
        ("By Dr. Jane Doe (jane@paper.example)", ("Dr. Jane Doe",), ()),
        ("Reuters Staff", (), ("Reuters Staff",)),
        ("By The Associated Press", (), ("Associated Press",)),
        ("October 1, 2015", (), ()),
        ("Updated 3 hours ago", (), ()),
        ("", (), ()),
    ],
)
def test_a_byline_gives_its_people_and_its_houses(
    line: str, authors: tuple[str, ...], agencies: tuple[str, ...]
) -> None:
    byline = read_byline(line, AGENCIES)
    assert (byline.authors, byline.agencies) == (authors, agencies)


def test_a_name_is_given_once() -> None:
    assert read_byline("By Jane Doe and Jane Doe", AGENCIES).authors == ("Jane Doe",)
