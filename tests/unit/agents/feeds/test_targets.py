"""A URL has one reading, and the host that is checked is the host that is asked."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.feeds.fetch_error import FetchError, FetchErrorKind
from agents.feeds.targets import MAX_URL_CHARACTERS, target
from pipeline.feeds.place import host_of


@pytest.mark.parametrize(
    ("url", "asked", "host"),
    [
        ("http://Example.com", "http://example.com/", "example.com"),
        ("HTTPS://example.com:443/a?b#c", "https://example.com/a?b", "example.com"),
        ("http://example.com.:80/", "http://example.com/", "example.com"),
        ("http://example.com:8080/x", "http://example.com:8080/x", "example.com"),
        ("  http://example.com/a b", "http://example.com/a%20b", "example.com"),
        (
            "http://example.com/%7Ea%2fb?q=%20+c|d",
            "http://example.com/%7Ea%2fb?q=%20+c%7Cd",
            "example.com",
        ),
        ("http://example.com/да", "http://example.com/%D0%B4%D0%B0", "example.com"),
        ("http://новости.example/", "http://xn--b1amnebsh.example/", "xn--b1amnebsh.example"),
        ("http://93.184.215.14/", "http://93.184.215.14/", "93.184.215.14"),
        ("http://[2606:4700:0:0::1]/", "http://[2606:4700::1]/", "2606:4700::1"),
        ("http://under_score.example/", "http://under_score.example/", "under_score.example"),
    ],
)
def test_a_url_is_asked_in_one_form(url: str, asked: str, host: str) -> None:
    found = target(url, allow_private=False)
    assert str(found) == asked
    assert found.host == found.url.raw_host == host


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("file:///etc/passwd", "scheme"),
        ("gopher://example.com/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("feed://example.com/", "scheme"),
        ("example.com/feed", "scheme"),
        ("", "scheme"),
        ("http://", "url"),
        ("http:/example.com", "url"),
        ("http:///etc/passwd", "url"),
        ("http://user@example.com/", "url"),
        ("http://user:secret@example.com/", "url"),
        ("http://example.com@169.254.169.254/", "url"),
        ("http://example.com\\@127.0.0.1/", "url"),
        ("http://exam\tple.com/", "url"),
        ("http://example.com/\r\nX: y", "url"),
        ("http://example.com/\udcff", "url"),
        ("http://example.com:22/", "url"),
        ("http://example.com:25/", "url"),
        ("http://example.com:0/", "url"),
        ("http://example.com:6667/", "url"),
        ("http://example.com:99999/", "url"),
        ("http://example.com:8o/", "url"),
        ("http://exa%6dple.com/", "url"),
        ("http://-example.com/", "url"),
        ("http://a..b/", "url"),
        ("http://[::1/", "url"),
        ("http://[fe80::1%25eth0]/", "url"),
        ("http://[v1.a]/", "url"),
        ("http://2130706433/", "url"),
        ("http://0x7f000001/", "url"),
        ("http://0x7f.0.0.1/", "url"),
        ("http://0177.0.0.1/", "url"),
        ("http://127.1/", "url"),
        ("http://127.0.0.01/", "url"),
        ("http://1.2.3.4.5/", "url"),
        ("http://256.256.256.256/", "url"),
        ("http://example.0/", "url"),
        ("http://127.0.0.1/", "private-address"),
        ("http://127.0.0.1./", "private-address"),
        ("http://①②⑦.0.0.1/", "private-address"),
        ("http://127。0。0。1/", "private-address"),
        ("http://169.254.169.254/latest/meta-data/", "private-address"),
        ("http://[::1]/", "private-address"),
        ("http://[::ffff:127.0.0.1]/", "private-address"),
        ("http://[::ffff:a9fe:a9fe]/", "private-address"),
        ("http://0.0.0.0/", "private-address"),
        ("http://" + "a" * MAX_URL_CHARACTERS, "url"),
    ],
)
def test_what_is_not_asked(url: str, kind: FetchErrorKind) -> None:
    with pytest.raises(FetchError) as caught:
        target(url, allow_private=False)
    assert caught.value.kind == kind
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert len(sentence) < 400
    assert "secret" not in sentence


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/b", "https://example.com/b"),
        ("b?c", "https://example.com/a/b?c"),
        ("?c", "https://example.com/a/feed?c"),
        ("../x", "https://example.com/x"),
        ("//other.example/x", "https://other.example/x"),
        ("http://example.com/a/feed", "http://example.com/a/feed"),
        ("", "https://example.com/a/feed"),
    ],
)
def test_a_redirect_may_be_relative(location: str, asked: str) -> None:
    base = target("https://example.com/a/feed", allow_private=False)
    assert str(target(location, allow_private=False, base=base)) == asked


def test_a_private_address_may_be_named_where_that_is_allowed() -> None:
    assert target("http://127.0.0.1:8000/", allow_private=True).address == "127.0.0.1"
    for still in ("http://169.254.169.254/", "http://2130706433/", "http://0.0.0.0/"):
        with pytest.raises(FetchError):
            target(still, allow_private=True)


@settings(deadline=None)
@given(
    st.text(max_size=60), st.sampled_from(["", "http://", "https://a.example", "//", "http://["])
)
def test_whatever_is_given_for_a_url_only_a_fetch_error_can_be_raised(
    text: str, start: str
) -> None:
    base = target("https://example.com/a/feed", allow_private=False)
    for against in (None, base):
        with contextlib.suppress(FetchError):
            found = target(start + text, allow_private=False, base=against)
            assert found.host == found.url.raw_host == host_of(str(found))
            assert str(target(str(found), allow_private=False)) == str(found)
