"""What sites ask for: robots.txt, and restrictions of single articles."""

from __future__ import annotations

import pytest

from pipeline.feeds.pace import DAY_MS, MINUTE_MS
from pipeline.feeds.restrictions import restrictions_of
from pipeline.feeds.robots import answered, delay_ms, permits, unreachable

ORIGIN = "https://gazette.example"
RULES = """User-agent: *
Disallow: /drafts/
Crawl-delay: 7

User-agent: wirecopy
Disallow: /archive/
Crawl-delay: 90000
"""


def test_rules_for_us_by_name_count_before_those_for_all() -> None:
    copy = answered(ORIGIN, 200, RULES, {}, None, 0)
    assert permits(copy, f"{ORIGIN}/drafts/1")
    assert not permits(copy, f"{ORIGIN}/archive/1")
    assert delay_ms(copy) == 60 * MINUTE_MS  # 25 hours are a mistake
    assert delay_ms(answered(ORIGIN, 200, RULES.replace("wirecopy", "other"), {}, None, 0)) == 7000


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, "rules"), (404, "everything"), (403, "everything"), (301, "everything"),
     (429, "nothing"), (500, "nothing"), (503, "nothing")],
)  # fmt: skip
def test_an_answer_to_robots_txt_means_what_rfc_9309_says(status: int, answer: str) -> None:
    copy = answered(ORIGIN, status, RULES, {}, None, 0)
    assert copy.answer == answer
    assert copy.expires_ms <= DAY_MS


def test_rules_that_were_known_go_on_to_hold_while_the_host_is_in_trouble() -> None:
    known = answered(ORIGIN, 200, RULES, {}, None, 0)
    later = answered(ORIGIN, 503, "", {"Retry-After": "7200"}, known, DAY_MS)
    assert later.answer == "rules"
    assert not permits(later, f"{ORIGIN}/archive/1")
    assert later.expires_ms == DAY_MS + 7_200_000


def test_a_robots_txt_that_cannot_be_read_closes_the_site_for_thirty_days_at_most() -> None:
    copy = unreachable(ORIGIN, None, 0)
    assert not permits(copy, f"{ORIGIN}/")
    assert unreachable(ORIGIN, copy, 29 * DAY_MS).answer == "nothing"
    assert unreachable(ORIGIN, copy, 31 * DAY_MS).answer == "everything"


@pytest.mark.parametrize(
    ("headers", "page", "found"),
    [
        ({}, "<p>noarchive</p>", ()),
        ({"X-Robots-Tag": "noarchive"}, "", ("noarchive",)),
        ({"X-Robots-Tag": "otherbot: noindex, nofollow"}, "", ()),
        ({"X-Robots-Tag": "otherbot: noindex, wirecopy: noai"}, "", ("noai",)),
        ({"X-Robots-Tag": "unavailable_after: 25 Jun 2027 15:00, noai"}, "", ("noai",)),
        ({"TDM-Reservation": "1"}, "", ("tdm-reserved",)),
        ({"TDM-Reservation": "0"}, "", ()),
        ({}, '<meta name="robots" content="index, NOARCHIVE,noai">', ("noarchive", "noai")),
        ({}, "<META content='none' name='robots'>", ("noindex",)),
        ({}, '<meta name="googlebot" content="noarchive">', ()),
        ({}, '<meta name="wirecopy" content="noarchive">', ("noarchive",)),
        ({}, '<meta name="tdm-reservation" content="1">', ("tdm-reserved",)),
    ],
)  # fmt: skip
def test_a_page_and_its_answer_say_what_must_not_be_done_with_it(
    headers: dict[str, str], page: str, found: tuple[str, ...]
) -> None:
    assert restrictions_of(headers, page) == found
