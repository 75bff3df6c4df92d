"""`wirecopy feeds check`: what would happen, told on one stream, and nothing else on it."""

from __future__ import annotations

import gzip

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.support.feed_dialects import PLAIN
from tests.support.feed_server import Answer, FeedServer, Reply, redirect


def check(server: FeedServer, reply: Reply, *options: str) -> Result:
    server.replies["/feed"] = reply
    return CliRunner().invoke(app, ["feeds", "check", server.url(), *options])


@pytest.fixture(autouse=True)
def _contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_FEEDS_CONTACT", "desk@news.example")


@pytest.mark.parametrize("by", ["flag", "setting"])
def test_a_feed_is_explained_and_the_warning_stands_on_standard_error(
    by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by == "setting":
        monkeypatch.setenv("WIRECOPY_FEEDS_ALLOW_PRIVATE", "true")
    with FeedServer() as server:
        flags = ["--allow-private"] if by == "flag" else []
        result = check(server, Answer(PLAIN.encode()), *flags)
    assert result.exit_code == 0
    assert result.stdout.startswith("robots.txt of ")
    assert "would fetch http://harbour.test/bridge" in result.stdout
    assert "private" not in result.stdout
    assert "private networks" in result.stderr


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (redirect("http://169.254.169.254/"), "169.254.169.254 is not asked"),
        (redirect("/feed"), "redirects in a circle"),
        (Answer(gzip.compress(bytes(20_000_000))), "decompresses to more than"),
        (Answer(b'<!DOCTYPE r [<!ENTITY x "y">]><rss/>'), "DOCTYPE"),
        (Answer(b"<html></html>"), "a page, not a feed"),
        (Answer(status=503), "the host answers 503"),
    ],
    ids=["metadata", "itself", "bomb", "entities", "page", "503"],
)
def test_what_cannot_be_read_is_told_with_its_reason(reply: Reply, words: str) -> None:
    with FeedServer() as server:
        result = check(server, reply, "--allow-private")
    assert result.exit_code == 1
    assert words in " ".join(result.stdout.split())


def test_this_machine_is_not_asked_unless_that_is_allowed() -> None:
    with FeedServer({"/feed": Answer(PLAIN.encode())}) as server:
        result = check(server, Answer(PLAIN.encode()))
        assert server.connections == 0
    assert result.exit_code == 1
    assert "127.0.0.1 is not asked: this machine" in " ".join(result.stdout.split())
