"""`wirecopy feeds check`: what it says, and that it refuses with the remedy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.support.feed_server import Answer, FeedServer, redirect

RSS = """<rss version="2.0"><channel><title>Gazette</title><ttl>90</ttl>
<item><title>Bridge opens</title><link>/bridge</link><guid isPermaLink="false">1</guid>
<description>The bridge opened.</description></item>
<item><title>Mine closes</title><link>/drafts/mine</link>
<description>It closed.</description></item>
</channel></rss>"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    monkeypatch.setenv("WIRECOPY_FEEDS_CONTACT", "tests@example.org")
    with FeedServer() as running:
        running.replies["/robots.txt"] = Answer(
            b"User-agent: *\nDisallow: /drafts/\nCrawl-delay: 9"
        )
        running.replies["/feed"] = Answer(RSS.encode(), headers=[("ETag", '"1"')])
        running.replies["/page"] = Answer(
            b"<html><link rel=alternate type='application/rss+xml' href='/feed'></html>"
        )
        yield running


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["feeds", "check", *arguments])


def test_it_says_what_would_happen_and_asks_for_nothing_else(server: FeedServer) -> None:
    result = check(server.url(), "--allow-private")
    assert result.exit_code == 0, result.output
    for said in (
        "its rules permit the feed, crawl-delay 9 s",
        "format: rss20, 2 items: Gazette",
        "validators: ETag, sent back as they are",
        "interval: 1.5 h at first, the feed asks for 1.5 h at least",
        f"would fetch {server.url('/bridge')}",
        f"robots.txt closes {server.url('/drafts/mine')}",
        "may be read from this machine and private networks",
    ):
        assert said in " ".join(result.output.split()), said
    assert [asked.path for asked in server.asked] == ["/robots.txt", "/feed"]


def test_a_page_is_told_from_a_feed_and_its_feeds_are_named(server: FeedServer) -> None:
    result = check(server.url("/page"), "--allow-private")
    assert result.exit_code == 1
    assert f"a page, not a feed; it names {server.url('/feed')}" in " ".join(result.output.split())


def test_this_machine_is_not_asked_unless_allowed(server: FeedServer) -> None:
    result = check(server.url())
    assert result.exit_code == 1
    assert "this machine" in result.output
    assert server.asked == []


def test_a_redirect_to_another_host_is_said(server: FeedServer) -> None:
    server.replies["/old"] = redirect(server.url("/feed", "localhost"), 301)
    result = check(server.url("/old"), "--allow-private")
    assert result.exit_code == 0, result.output
    assert f"redirected to another host: {server.url('/feed', 'localhost')}" in " ".join(
        result.output.split()
    )


@pytest.mark.parametrize(
    ("url", "contact", "status", "said"),
    [
        ("https://gazette.example/rss", None, 78, "set WIRECOPY_FEEDS_CONTACT"),
        ("https://gazette.example/rss", "nobody", 78, "must be a web or mail address"),
        ("file:///etc/passwd", "tests@example.org", 2, "must begin with http"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, url: str, contact: str | None, status: int, said: str
) -> None:
    monkeypatch.delenv("WIRECOPY_FEEDS_CONTACT", raising=False)
    if contact is not None:
        monkeypatch.setenv("WIRECOPY_FEEDS_CONTACT", contact)
    result = check(url)
    assert result.exit_code == status
    assert said in result.output
