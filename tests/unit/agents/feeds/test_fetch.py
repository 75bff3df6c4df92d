"""One fetch against a server that is wrong, slow or hostile in one way at a time."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import random
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import brotli
import pytest

from agents.feeds import connect
from agents.feeds.addresses import refusal
from agents.feeds.connect import Resolve, checked_connector
from agents.feeds.fetch import (
    Fetched,
    Fetcher,
    FetchError,
    FetchErrorKind,
    FetchLimits,
    FetchRequest,
    MovedToOtherHost,
    user_agent,
)
from tests.support.feed_server import (
    Answer,
    FeedServer,
    Script,
    chunked,
    conditional,
    redirect,
)

FEED = b"<rss version='2.0'><channel><title>Harbour news</title></channel></rss>"
AGENT = user_agent("desk@news.example")
SMALL = FetchLimits(feed_bytes=100_000, page_bytes=100_000, robots_bytes=1_000)
HASTY = FetchLimits(connect_seconds=0.5, first_byte_seconds=0.5, total_seconds=1.0)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def names(**addresses: Sequence[str]) -> Resolve:
    """A resolver that knows `harbour_test` as harbour.test, and nothing else."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses[host.replace(".", "_")]

    return resolve


def fetch(
    url: str,
    *,
    limits: FetchLimits = SMALL,
    allow_private: bool = True,
    resolve: Resolve = connect.system_resolve,
    **request: Any,
) -> Fetched | MovedToOtherHost:
    async def main() -> Fetched | MovedToOtherHost:
        fetcher = Fetcher(limits, user_agent=AGENT, allow_private=allow_private, resolve=resolve)
        try:
            return await fetcher.fetch(FetchRequest(url, **request))
        finally:
            await fetcher.close()

    return asyncio.run(main())


def fetched(url: str, **more: Any) -> Fetched:
    answer = fetch(url, **more)
    assert isinstance(answer, Fetched)
    return answer


def error_of(url: str, **more: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(url, **more)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return caught.value


# What is asked


def test_a_request_says_who_asks_and_nothing_that_was_not_meant_for_the_host(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    server.replies["/feed"] = Answer(FEED)
    fetched(server.url())
    headers = dict(server.asked[0].headers)
    assert headers.pop("user-agent").startswith("wirecopy/")
    assert headers.pop("accept").startswith("application/rss+xml")
    assert headers == {
        "host": f"127.0.0.1:{server.port}",
        "accept-encoding": "gzip, deflate, br",
        "connection": "close",
    }


def test_the_name_under_which_we_ask_has_a_contact() -> None:
    assert user_agent("https://news.example/bot").endswith(" (+https://news.example/bot)")
    for wrong in ("", "desk", "desk@", "desk@news.example\r\nX: y", "ask (me) @ home", "дом@a.b"):
        with pytest.raises(ValueError, match="contact"):
            user_agent(wrong)


@pytest.mark.parametrize(
    ("wanted", "accept"),
    [("feed", "application/rss+xml"), ("page", "text/html"), ("robots", "text/plain")],
)
def test_what_is_wanted_is_asked_for(server: FeedServer, wanted: str, accept: str) -> None:
    server.replies["/x"] = Answer(b"ok")
    fetched(server.url("/x"), accept=wanted)
    assert server.asked[0].headers["accept"].startswith(accept)


def test_a_cookie_is_never_kept(server: FeedServer) -> None:
    server.replies["/feed"] = Answer(FEED, headers=[("Set-Cookie", "id=1; Path=/")])
    server.replies["/moved"] = Answer(
        status=302, headers=[("Location", "/feed"), ("Set-Cookie", "id=2")]
    )

    async def main() -> None:
        fetcher = Fetcher(SMALL, user_agent=AGENT, allow_private=True)
        for path in ("/feed", "/feed", "/moved"):
            await fetcher.fetch(FetchRequest(server.url(path)))
        await fetcher.close()

    asyncio.run(main())
    assert len(server.asked) == 4
    assert not any("cookie" in asked.headers for asked in server.asked)


def test_every_request_has_a_connection_of_its_own(server: FeedServer) -> None:
    server.replies["/feed"] = Answer(FEED)

    async def main() -> None:
        fetcher = Fetcher(SMALL, user_agent=AGENT, allow_private=True)
        await asyncio.gather(*(fetcher.fetch(FetchRequest(server.url())) for _ in range(5)))
        await fetcher.close()

    asyncio.run(main())
    assert server.connections == len(server.asked) == 5


# Validators


@pytest.mark.parametrize(
    "etag",
    [
        '"abc"',
        'W/"abc"',
        "abc",
        "w/abc",
        '"',
        '"a"b"',
        '"abc"-gzip',
        '"a, b"',
        "W/\"caf\u00e9\"",
        "\u65b0\u805e",
        "  0".strip(),
        '"with spaces  and\ttabs"',
        "*",
        "'single'",
        "x" * 4000,
    ],
)  # fmt: skip
def test_an_etag_goes_back_byte_for_byte(server: FeedServer, etag: str) -> None:
    server.replies["/feed"] = conditional(Answer(FEED, headers=[("ETag", etag)]))
    first = fetched(server.url())
    assert (first.status, first.headers["etag"]) == (200, etag)
    second = fetched(server.url(), etag=first.headers["etag"])
    assert (second.status, second.body) == (304, b"")
    assert server.asked[1].headers["if-none-match"] == etag


@pytest.mark.parametrize(
    "date",
    ["Sat, 21 Nov 2026 10:00:00 GMT", "yesterday", "Sat, 21 Nov 2026 10:00:00 +0300", "1795255200"],
)
def test_a_last_modified_goes_back_byte_for_byte_and_beside_the_etag(
    server: FeedServer, date: str
) -> None:
    given = Answer(FEED, headers=[("ETag", '"1"'), ("Last-Modified", date)])
    server.replies["/feed"] = conditional(given)
    first = fetched(server.url())
    second = fetched(
        server.url(), etag=first.headers["ETag"], last_modified=first.headers["Last-Modified"]
    )
    assert second.status == 304
    assert fetched(server.url(), etag=first.headers["ETag"]).status == 200


def test_an_etag_that_is_new_every_time_always_gives_the_whole_feed(server: FeedServer) -> None:
    numbers = itertools.count()
    server.replies["/feed"] = lambda _: Answer(FEED, headers=[("ETag", f'"{next(numbers)}"')])
    etag = None
    for expected in range(3):
        answer = fetched(server.url(), etag=etag)
        etag = answer.headers["ETag"]
        assert (answer.status, answer.body, etag) == (200, FEED, f'"{expected}"')


def test_an_etag_that_is_not_utf8_is_not_kept_since_it_could_not_go_back(
    server: FeedServer,
) -> None:
    server.replies["/feed"] = Answer(FEED, headers=[("ETag", b'"caf\xe9"'), ("X-Note", b"\xe9")])
    answer = fetched(server.url())
    assert "ETag" not in answer.headers
    assert answer.headers["X-Note"] == "é"


def test_a_304_that_was_not_asked_for_is_told_as_it_is(server: FeedServer) -> None:
    server.replies["/feed"] = Answer(status=304)
    answer = fetched(server.url())
    assert (answer.status, answer.body) == (304, b"")


def test_a_304_may_state_the_length_that_the_body_would_have(server: FeedServer) -> None:
    server.replies["/feed"] = [b"HTTP/1.1 304 Same\r\nContent-Length: 71\r\n\r\n"]
    assert fetched(server.url(), etag='"1"').status == 304


@pytest.mark.parametrize("value", ['"a\r\nX-Evil: 1"', "a\x00b", "\ud800", "a\x7f"])
def test_a_validator_that_no_header_can_hold_is_left_out(server: FeedServer, value: str) -> None:
    server.replies["/feed"] = Answer(FEED)
    assert fetched(server.url(), etag=value, last_modified=value).status == 200
    assert not {"if-none-match", "if-modified-since", "x-evil"} & set(server.asked[0].headers)


def test_of_a_repeated_validator_the_first_counts_and_of_a_list_all(server: FeedServer) -> None:
    server.replies["/feed"] = Answer(
        FEED,
        headers=[
            ("ETag", '"1"'),
            ("etag", '"2"'),
            ("Cache-Control", "max-age=60"),
            ("cache-control", "public"),
        ],
    )
    headers = fetched(server.url()).headers
    assert headers["ETag"] == '"1"'
    assert headers["Cache-Control"] == "max-age=60, public"


# Answers


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503, 999])
@pytest.mark.parametrize("retry", ["120", "Sat, 21 Nov 2026 12:00:00 GMT", None])
def test_a_refusal_is_told_with_its_headers_and_without_its_body(
    server: FeedServer, status: int, retry: str | None
) -> None:
    headers = [("Retry-After", retry)] if retry else []
    server.replies["/feed"] = Answer(b"<html>no</html>", status, headers)
    answer = fetched(server.url())
    assert (answer.status, answer.body) == (status, b"")
    assert answer.headers.get("retry-after") == retry


def test_the_endless_body_of_an_error_is_not_read(server: FeedServer) -> None:
    def endless() -> Script:
        yield b"HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n"
        while True:
            yield b"5\r\nsorry\r\n"

    server.replies["/feed"] = endless()
    assert fetched(server.url()).status == 404


@pytest.mark.parametrize("kind", ["video/mp4", "Image/JPEG", "application/pdf"])
def test_a_page_that_is_a_download_is_not_loaded(server: FeedServer, kind: str) -> None:
    server.replies["/film"] = lambda _: itertools.chain(
        [b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 9000000\r\n\r\n" % kind.encode()],
        itertools.repeat(bytes(1000)),
    )
    assert fetched(server.url("/film"), accept="page").body == b""
    assert error_of(server.url("/film"), accept="feed").kind == "too-large"


BYTES = bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        (None, BYTES),
        ("gzip", gzip.compress(BYTES)),
        ("deflate", zlib.compress(BYTES)),
        ("deflate", zlib.compress(BYTES)[2:-4]),
        ("br", brotli.compress(BYTES)),
        ("gzip, br", brotli.compress(gzip.compress(BYTES))),
        ("gzip", BYTES),
        (None, gzip.compress(BYTES)),
        ("gzip", gzip.compress(gzip.compress(BYTES))),
    ],
    ids=[
        "as it is",
        "gzip",
        "deflate",
        "deflate without its header",
        "br",
        "gzip, then br",
        "said to be gzip",
        "gzip without saying so, or a .gz file",
        "a .gz file, and gzip on the way",
    ],
)
def test_a_body_comes_out_as_the_bytes_that_were_put_in(
    server: FeedServer, encoding: str | None, sent: bytes
) -> None:
    headers = [("Content-Encoding", encoding)] if encoding else []
    server.replies["/feed"] = Answer(sent, headers=[("Content-Type", "text/xml"), *headers])
    assert fetched(server.url()).body == BYTES
    server.replies["/feed"] = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Encoding: %s\r\n\r\n" % (encoding or "identity").encode(),
        *(b"1\r\n%c\r\n" % byte for byte in sent),
        b"0\r\n\r\n",
    ]
    assert fetched(server.url()).body == BYTES


def test_a_body_without_a_length_ends_with_the_connection(server: FeedServer) -> None:
    server.replies["/feed"] = [b"HTTP/1.0 200 OK\r\n\r\n", FEED]
    assert fetched(server.url()).body == FEED


def test_what_follows_the_stated_length_is_not_the_body(server: FeedServer) -> None:
    server.replies["/feed"] = [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss>HTTP/1.1 200 OK\r\n\r\nmore"
    ]
    assert fetched(server.url()).body == b"<rss>"


def test_an_informational_answer_is_waited_out(server: FeedServer) -> None:
    server.replies["/feed"] = [
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    ]
    assert fetched(server.url()).body == b"ok"


def test_a_head_may_be_as_long_as_those_of_real_sites(server: FeedServer) -> None:
    policy = "script-src " + "https://cdn.news.example " * 600
    headers = [("Content-Security-Policy", policy), *[(f"X-Cache-{n}", "HIT") for n in range(80)]]
    server.replies["/feed"] = Answer(FEED, headers=headers)
    answer = fetched(server.url())
    assert answer.headers["content-security-policy"] == policy.strip()
    assert answer.headers["x-cache-79"] == "HIT"


def test_robots_beyond_its_limit_is_cut_not_refused(server: FeedServer) -> None:
    rules = b"User-agent: *\nDisallow: /private\n" * 1000
    for body, headers in (
        (rules, []),
        (gzip.compress(rules), [("Content-Encoding", "gzip")]),
    ):
        server.replies["/robots.txt"] = Answer(body, headers=headers)
        assert fetched(server.url("/robots.txt"), accept="robots").body == rules[:1000]


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_host_is_followed_and_a_permanent_one_is_remembered(
    server: FeedServer, status: int
) -> None:
    server.replies |= {"/feed": redirect("/new", status), "/new": Answer(FEED)}
    answer = fetched(server.url(), etag='"1"')
    assert (answer.url, answer.body) == (server.url("/new"), FEED)
    assert answer.permanent_url == (server.url("/new") if status in (301, 308) else None)
    assert server.asked[1].headers["if-none-match"] == '"1"'


def test_a_way_is_permanent_only_where_all_of_it_is(server: FeedServer) -> None:
    server.replies |= {
        "/a": redirect("/b", 301),
        "/b": redirect("/c", 308),
        "/c": Answer(FEED),
        "/d": redirect("/a", 302),
        "/e": redirect("/f", 301),
        "/f": redirect("/c", 307),
    }
    assert fetched(server.url("/a")).permanent_url == server.url("/c")
    assert fetched(server.url("/d")).permanent_url is None
    assert fetched(server.url("/e")).permanent_url is None
    assert fetched(server.url("/c")).permanent_url is None


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("new", "/dir/new"),
        ("../new", "/new"),
        ("?page=2", "/dir/feed?page=2"),
        ("/a b", "/a%20b"),
        ("/\u043d\u043e\u0432\u043e\u0435", "/%D0%BD%D0%BE%D0%B2%D0%BE%D0%B5"),
        ("/x#fragment", "/x"),
        ("/sign?sig=a%2Fb+c%20~", "/sign?sig=a%2Fb+c%20~"),
    ],
)
def test_a_location_may_be_relative_and_carelessly_written(
    server: FeedServer, location: str, path: str
) -> None:
    server.replies |= {"/dir/feed": redirect(location), path: Answer(FEED)}
    assert fetched(server.url("/dir/feed")).url == server.url(path)


def test_a_redirect_off_the_host_is_handed_back_not_followed(server: FeedServer) -> None:
    elsewhere = server.url("/feed", host="localhost")
    server.replies |= {
        "/feed": redirect(elsewhere, 301),
        "/once": redirect("/feed", 302),
    }
    assert fetch(server.url()) == MovedToOtherHost(elsewhere, permanent=True, hops=1)
    assert fetch(server.url("/once")) == MovedToOtherHost(elsewhere, permanent=False, hops=2)
    assert fetch(server.url(), hops=3) == MovedToOtherHost(elsewhere, permanent=True, hops=4)
    assert all(asked.headers["host"].startswith("127.0.0.1") for asked in server.asked)


def test_five_redirects_are_followed_and_a_sixth_is_not(server: FeedServer) -> None:
    for step in range(6):
        server.replies[f"/{step}"] = redirect(f"/{step + 1}")
    server.replies["/6"] = Answer(FEED)
    assert fetched(server.url("/1")).url == server.url("/6")
    assert error_of(server.url("/0")).kind == "too-many-redirects"
    assert error_of(server.url("/2"), hops=2).kind == "too-many-redirects"


def test_a_redirect_to_itself_is_found_out_at_once(server: FeedServer) -> None:
    server.replies |= {
        "/self": redirect("/self"),
        "/dot": redirect("#top"),
        "/a": redirect("/b"),
        "/b": redirect("/a"),
    }
    for path, requests in (("/self", 1), ("/dot", 1), ("/a", 2)):
        before = len(server.asked)
        assert error_of(server.url(path)).kind == "redirect-loop"
        assert len(server.asked) - before == requests


@pytest.fixture
def public_loopback(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """The test server's address counts as public when a name leads to it: harbour.test does, and
    trap.test leads to another address of this machine."""

    def only_the_server(address: str, *, allow_private: bool) -> str | None:
        return None if address == "127.0.0.1" else refusal(address, allow_private=allow_private)

    monkeypatch.setattr(connect, "refusal", only_the_server)
    return names(
        harbour_test=["127.0.0.1"], trap_test=["127.0.0.2"], both_test=["127.0.0.1", "10.0.0.1"]
    )


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://127.0.0.1:{port}/secret", "private-address"),
        ("http://127.0.0.1/", "private-address"),
        ("http://[::1]:{port}/secret", "private-address"),
        ("http://[::ffff:127.0.0.1]:{port}/secret", "private-address"),
        ("http://0.0.0.0:{port}/secret", "private-address"),
        ("http://169.254.169.254/latest/meta-data/iam/", "private-address"),
        ("http://[fd00:ec2::254]/latest/meta-data/", "private-address"),
        ("http://100.100.100.200/latest/meta-data/", "private-address"),
        ("http://168.63.129.16/machine", "private-address"),
        ("http://10.0.0.1/", "private-address"),
        ("http://[64:ff9b::a9fe:a9fe]/", "private-address"),
        ("http://2130706433:{port}/secret", "url"),
        ("http://0x7f.1:{port}/secret", "url"),
        ("http://0177.0.0.1:{port}/secret", "url"),
        ("http://127.1:{port}/secret", "url"),
        ("//127.1:{port}/secret", "url"),
        ("http://harbour.test:{port}@127.0.0.1/", "url"),
        ("http://user:password@harbour.test:{port}/secret", "url"),
        ("http://harbour.test:25/", "url"),
        ("http://harbour.test:6000/", "url"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://harbour.test/", "scheme"),
        ("gopher://127.0.0.1:{port}/_x", "scheme"),
        ("data:text/xml,<rss/>", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://", "redirect-loop"),
        ("http://harbour.test:{port}\\@127.0.0.1/", "url"),
        ("/" + "a" * 8100, "url"),
    ],
)
def test_a_redirect_inwards_or_elsewhere_is_refused_before_anything_is_asked(
    server: FeedServer, public_loopback: Resolve, location: str, kind: FetchErrorKind
) -> None:
    server.replies |= {
        "/feed": redirect(location.format(port=server.port)),
        "/secret": Answer(b"secret"),
    }
    error = error_of(
        server.url(host="harbour.test"),
        allow_private=False,
        resolve=public_loopback,
    )
    assert error.kind == kind
    assert [asked.path for asked in server.asked] == ["/feed"]


def test_a_redirect_to_a_name_that_leads_inwards_is_refused_by_that_names_owner(
    server: FeedServer, public_loopback: Resolve
) -> None:
    server.replies["/feed"] = redirect(server.url("/secret", host="trap.test"))
    ask: dict[str, Any] = {"allow_private": False, "resolve": public_loopback}
    moved = fetch(server.url(host="harbour.test"), **ask)
    assert isinstance(moved, MovedToOtherHost)
    error = error_of(moved.url, hops=moved.hops, **ask)
    assert error.kind == "private-address"
    assert "127.0.0.2" in str(error)
    assert server.connections == 1


@pytest.mark.parametrize("status", [301, 302, 308])
@pytest.mark.parametrize("headers", [[], [("Location", "")]])
def test_a_redirect_to_nowhere_is_an_error(
    server: FeedServer, status: int, headers: list[tuple[str, str]]
) -> None:
    server.replies["/feed"] = Answer(status=status, headers=headers)
    assert error_of(server.url()).kind == ("redirect-loop" if headers else "protocol")


# Names and addresses


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_asked_and_no_connection_is_opened(
    server: FeedServer, host: str
) -> None:
    error = error_of(server.url(host=host), allow_private=False)
    assert error.kind == "private-address"
    assert server.connections == 0


def test_a_name_that_leads_both_outwards_and_inwards_is_refused(
    server: FeedServer, public_loopback: Resolve
) -> None:
    error = error_of(server.url(host="both.test"), allow_private=False, resolve=public_loopback)
    assert error.kind == "private-address"
    assert "10.0.0.1" in str(error)
    assert server.connections == 0


def test_a_name_is_resolved_once_a_hop_and_what_was_checked_is_connected_to(
    server: FeedServer,
) -> None:
    answers = [["127.0.0.1"], ["127.0.0.1"], ["169.254.169.254"]]
    asked_for = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked_for.append((host, port))
        return answers[len(asked_for) - 1]

    server.replies |= {"/feed": redirect("/new"), "/new": redirect("/newer")}
    error = error_of(server.url(host="harbour.test"), resolve=rebinding)
    assert error.kind == "private-address"
    assert asked_for == [("harbour.test", server.port)] * 3
    assert [asked.path for asked in server.asked] == ["/feed", "/new"]
    assert server.asked[0].headers["host"] == f"harbour.test:{server.port}"


def test_the_socket_itself_goes_nowhere_that_was_not_checked(server: FeedServer) -> None:
    async def past_every_other_check() -> None:
        connector = checked_connector(connect.system_resolve, allow_private=False)
        async with aiohttp.ClientSession(connector=connector) as session:
            await session.get(server.url())

    with pytest.raises(FetchError) as caught:
        asyncio.run(past_every_other_check())
    assert caught.value.kind == "private-address"
    assert server.connections == 0


def test_the_second_address_is_tried_where_the_first_does_not_answer(server: FeedServer) -> None:
    server.replies["/feed"] = Answer(FEED)
    resolve = names(harbour_test=["127.0.0.9", "127.0.0.1"])
    assert fetched(server.url(host="harbour.test"), resolve=resolve).body == FEED


def test_a_name_without_an_address_is_told(server: FeedServer) -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert error_of("http://harbour.test/", resolve=unknown).kind == "dns"
    assert error_of("http://harbour.test/", resolve=names(harbour_test=[])).kind == "dns"


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    async def silent(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return []

    assert error_of("http://harbour.test/", resolve=silent, limits=HASTY).kind == "timeout"


def test_name_servers_that_do_not_answer_hold_up_no_other_name(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.replies["/feed"] = Answer(FEED)
    answered, real = threading.Event(), socket.getaddrinfo

    def slow_at_times(host: Any, *more: Any, **options: Any) -> Any:
        if host == b"silent.test":
            answered.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow_at_times)

    async def main() -> None:
        fetcher = Fetcher(SMALL, user_agent=AGENT, allow_private=True)
        silent = [
            asyncio.create_task(fetcher.fetch(FetchRequest("http://silent.test/")))
            for _ in range(60)
        ]
        await asyncio.sleep(0)
        found = await fetcher.fetch(FetchRequest(server.url(host="localhost")))
        assert isinstance(found, Fetched)
        assert not any(task.done() for task in silent)
        silent.pop().cancel()
        answered.set()
        errors = await asyncio.gather(*silent, return_exceptions=True)
        assert {error.kind for error in errors if isinstance(error, FetchError)} == {"dns"}
        await fetcher.close()

    asyncio.run(main())


def test_a_name_that_is_too_long_to_be_one_is_told() -> None:
    assert error_of(f"http://{'a' * 64}.test/").kind == "dns"
    assert error_of(f"http://{'a.' * 130}test/").kind == "url"


def test_a_closed_port_is_told(server: FeedServer) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        error = error_of(f"http://127.0.0.1:{port}/")
    assert error.kind == "connect"


# Too much


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        ("gzip", gzip.compress(bytes(5_000_000), 9)),
        ("deflate", zlib.compress(bytes(5_000_000), 9)),
        ("br", brotli.compress(bytes(5_000_000), quality=5)),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(5_000_000), 9), 9)),
        ("identity", gzip.compress(bytes(5_000_000), 9)),
        ("identity", gzip.compress(gzip.compress(bytes(5_000_000), 9), 9)),
    ],
    ids=["gzip", "deflate", "br", "gzip twice", ".gz file", ".gz file twice"],
)
def test_a_decompression_bomb_is_refused(server: FeedServer, encoding: str, bomb: bytes) -> None:
    server.replies["/feed"] = Answer(bomb, headers=[("Content-Encoding", encoding)])
    assert error_of(server.url()).kind == "too-large"


def test_a_body_beyond_the_limit_is_refused_when_announced_or_as_it_comes(
    server: FeedServer,
) -> None:
    server.replies |= {
        "/announced": [b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n", 60.0],
        "/chunked": chunked(itertools.repeat(bytes(1000))),
        "/until-close": itertools.chain([b"HTTP/1.0 200 OK\r\n\r\n"], itertools.repeat(b"x" * 999)),
        "/tiny-chunks": chunked(itertools.repeat(b"x" * 50)),
        "/just-fits": Answer(bytes(100_000)),
    }
    for path in ("/announced", "/chunked", "/until-close", "/tiny-chunks"):
        assert error_of(server.url(path)).kind == "too-large"
    assert len(fetched(server.url("/just-fits")).body) == 100_000


def endless_head() -> Script:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in itertools.count():
        yield b"X-%d: y\r\n" % number


@pytest.mark.parametrize(
    "head",
    [
        endless_head(),
        itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"y" * 1000)),
        itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"OK" * 1000)),
        itertools.repeat(b"y" * 1000),
        [b"HTTP/1.1 200 OK\r\nX: " + b"y" * 40_000 + b"\r\nContent-Length: 0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 3000 + b"Content-Length: 0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"x" * 40_000 + b": y\r\nContent-Length: 0\r\n\r\n"],
    ],
    ids=["lines", "line", "reason", "garbage", "long line", "many lines", "long name"],
)
def test_a_head_without_an_end_or_measure_is_refused(server: FeedServer, head: Script) -> None:
    server.replies["/feed"] = head
    assert error_of(server.url()).kind == "protocol"


# Too slow


def drip(head: bytes, piece: bytes) -> Script:
    yield head
    while True:
        yield piece
        yield 0.05


@pytest.mark.parametrize(
    "script",
    [
        [60.0],
        drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        drip(b"HTTP/1.1 200 O", b"K"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        drip(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rs", 60.0],
    ],
    ids=[
        "silence",
        "head",
        "status line",
        "body",
        "chunks",
        "chunk size",
        "informational answers",
        "silence in mid-body",
    ],
)
def test_a_slow_answer_ends_at_the_time_limit(server: FeedServer, script: Script) -> None:
    server.replies["/feed"] = script
    started = time.monotonic()
    assert error_of(server.url(), limits=HASTY).kind == "timeout"
    assert time.monotonic() - started < 10


def test_redirects_share_one_time_limit(server: FeedServer) -> None:
    def slowly(path: str) -> Script:
        yield 0.4
        yield b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % path.encode()

    for step in range(5):
        server.replies[f"/{step}"] = slowly(f"/{step + 1}")
    assert error_of(server.url("/0"), limits=HASTY).kind == "timeout"


# Not HTTP


@pytest.mark.parametrize(
    "script",
    [
        [],
        [b"SSH-2.0-OpenSSH_9.2\r\n"],
        [b"<rss version='2.0'/>"],
        [b"HTTP/1.1 OK\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<rss>"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n0\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<rss>"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n<rss>"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss>"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n<rss>"],
        [
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5\r\n<rss>\r\n0\r\n\r\n"
        ],
        [b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n"],
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"],
    ],
    ids=[
        "nothing",
        "another protocol",
        "no head",
        "no status",
        "shorter than stated",
        "chunks that do not end",
        "chunk size that is none",
        "negative length",
        "length that is no number",
        "two lengths",
        "length beyond all measure",
        "a length and chunks",
        "field without a colon",
        "zero byte in a field",
        "switch of protocol",
    ],
)
def test_what_is_not_a_whole_http_answer_is_refused_and_not_asked_again(
    server: FeedServer, script: Script
) -> None:
    server.replies["/feed"] = script
    assert error_of(server.url()).kind == "protocol"
    assert server.connections == 1


def test_a_server_that_does_not_speak_tls_is_told(server: FeedServer) -> None:
    server.replies["/feed"] = Answer(FEED)
    error = error_of(server.url().replace("http:", "https:"))
    assert error.kind == "tls"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_must_be_trusted_and_be_the_hosts_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    make = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        f"-subj /CN=harbour.test -addext subjectAltName=DNS:harbour.test "
        f"-keyout {key} -out {certificate}"
    )
    subprocess.run(make.split(), check=True, capture_output=True, timeout=60)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    resolve = names(harbour_test=["127.0.0.1"], other_test=["127.0.0.1"])
    with FeedServer({"/feed": Answer(FEED)}, tls=tls) as server:
        right, wrong = (
            server.url(host=host).replace("http:", "https:")
            for host in ("harbour.test", "other.test")
        )
        error = error_of(right, resolve=resolve)
        assert error.kind == "tls"
        assert "certificate" in str(error)
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", trusting)
        assert fetched(right, resolve=resolve).body == FEED
        assert error_of(wrong, resolve=resolve).kind == "tls"


def test_whatever_bytes_come_only_a_fetch_error_can_be_raised(server: FeedServer) -> None:
    chance = random.Random(20261121)
    whole = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\n"
        b"Location: /x\r\nSet-Cookie: a=b\r\nContent-Length: 60\r\n\r\n"
    ) + gzip.compress(FEED)

    def spoilt() -> bytes:
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
        return bytes(data)

    server.replies["/feed"] = lambda _: [spoilt()]

    async def main() -> int:
        fetcher = Fetcher(HASTY, user_agent=AGENT, allow_private=True)
        answers = await asyncio.gather(
            *(fetcher.fetch(FetchRequest(server.url())) for _ in range(300)), return_exceptions=True
        )
        await fetcher.close()
        assert not [
            a for a in answers if not isinstance(a, Fetched | MovedToOtherHost | FetchError)
        ]
        return sum(isinstance(answer, FetchError) for answer in answers)

    assert asyncio.run(main()) > 100
