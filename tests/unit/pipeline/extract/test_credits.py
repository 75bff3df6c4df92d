"""Who helped, as the lines around an article say it."""

from __future__ import annotations

from time import process_time

import pytest

from pipeline.extract.agencies import Agencies
from pipeline.extract.credits import read_credit

AGENCIES = Agencies()


@pytest.mark.parametrize(
    ("line", "contributors", "agencies"),
    [
        (
            "Pamela Dockins at the State Department, Carla Babb at the Pentagon and Jeff Seldin "
            "contributed to this report. Some material for this report came from The Associated "
            "Press and Reuters.",
            ("Pamela Dockins", "Carla Babb", "Jeff Seldin"),
            ("Associated Press", "Reuters"),
        ),
        ("Vasilyeva reported from Moscow.", ("Vasilyeva",), ()),
        (
            "(Reporting by Jane Doe and Li Wei in Beijing; Editing by John Smith)",
            ("Jane Doe", "Li Wei"),
            (),
        ),
        (
            "Additional reporting by Jane Doe; Writing by Li Wei; Editing by John Smith",
            ("Jane Doe", "Li Wei"),
            (),
        ),
        (
            "Associated Press writers Jane Doe in Moscow and Li Wei in Beirut contributed to "
            "this report.",
            ("Jane Doe", "Li Wei"),
            ("Associated Press",),
        ),
        ("With files from The Canadian Press", (), ("Canadian Press",)),
        ("AFP contributed to this report.", (), ("Agence France-Presse",)),
        ("© 2015 All rights reserved.", (), ()),
        ("", (), ()),
    ],
)
def test_a_credit_line_gives_helpers_and_agencies(
    line: str, contributors: tuple[str, ...], agencies: tuple[str, ...]
) -> None:
    credit = read_credit(line, AGENCIES)
    assert (credit.contributors, credit.agencies) == (contributors, agencies)


def test_a_credit_of_white_space_is_read_at_once() -> None:
    """What finds "Post staff writer Ann Lee" once took cubic time in a run of blanks."""
    begin = process_time()
    read_credit("By the" + " " * 280 + "x and the" + "\t" * 280, AGENCIES)
    assert process_time() - begin < 0.5
