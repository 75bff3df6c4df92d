"""The address that is published."""

from __future__ import annotations

import pytest

from pipeline.extract.address import published_address


@pytest.mark.parametrize(
    ("url", "published"),
    [
        (
            "http://www.wnd.com/2015/10/russia-preparing-to-expand-airstrikes-to-iraq/#4jI6wVp8.99",
            "http://www.wnd.com/2015/10/russia-preparing-to-expand-airstrikes-to-iraq/",
        ),
        (
            "https://paper.example/a?utm_source=x&id=7&fbclid=y&page=2",
            "https://paper.example/a?id=7&page=2",
        ),
        ("HTTPS://paper.example/A", "https://paper.example/A"),
    ],
)
def test_only_what_says_how_a_reader_came_is_cut(url: str, published: str) -> None:
    assert published_address(url) == published


@pytest.mark.parametrize("url", ["", "mailto:a@b.example", "/a/b", "http://", "http://[::1"])
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert published_address(url) is None
