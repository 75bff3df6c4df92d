"""Names are for ever: each value here was fixed once, and to change one takes a new prefix."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

import pytest

from pipeline.identity import (
    NAMESPACE,
    Version,
    article_id,
    canonical_url,
    content_hash,
    identify,
    is_tracking,
)
from schemas.raw import RawArticle

# Every group has one article; its first spelling is the canonical one.
SPELLINGS = [
    [
        "https://example.com/a",
        "http://example.com/a",
        "HTTPS://EXAMPLE.com/a",
        "https://www.example.com/a",
        "https://example.com:443/a",
        "http://example.com:80/a",
        "https://example.com./a",
        "https://user:secret@example.com/a",
        "https://example.com/a/",
        "https://example.com/a#comments",
        "https://example.com/a?",
        "  https://example.com/a\n",
        "https://example.com/a?utm_source=feed&utm_medium=rss",
        "https://example.com/a?UTM_Campaign=x",
        "https://example.com/a?fbclid=1&gclid=2&msclkid=3",
        "https://example.com/a?%75tm_source=x",
        "https://example.com/%61",
        "https://example.com/./a/.",
        "https://example.com/b/../a",
        "https://example.com/../../a",
        "https://example.com/b/%2e%2E/a/c/..",
    ],
    ["https://example.com/a//b", "https://example.com/a/./c/..//b"],
    ["https://example.com/.a/b..", "https://example.com/.a/./b.."],
    ["https://example.com", "http://www.example.com/", "https://example.com/?utm_source=x"],
    ["https://example.com/a?x=1&y=2", "https://example.com/a?y=2&x=1", "https://example.com/a?&x=1&&y=2"],
    ["https://example.com/a?id=2&id=1", "https://example.com/a?id=2&fbclid=x&id=1"],
    ["https://example.com/%C3%A4?q=%C3%A4", "https://example.com/ä?q=ä", "https://example.com/%c3%a4?q=%c3%a4"],
    ["https://example.com/~me", "https://example.com/%7Eme", "https://example.com/%7eme"],
    ["https://example.com/a%20b", "https://example.com/a b"],
    ["https://example.com/a%2Fb", "https://example.com/a%2fb"],
    ["https://xn--bcher-kva.example/a", "https://bücher.example/a", "https://BÜCHER.example/a"],
    ["https://example.com:8443/a", "https://www.example.com:8443/a"],
    ["https://[::1]:8080/a", "http://[::1]:8080/a"],
    ["https://[2001:db8::1]/a", "http://[2001:DB8::1]:80/a"],
]  # fmt: skip

# What a site may mean something by, it keeps: all of these are different articles.
DIFFERENT = [
    "https://example.com/a",
    "https://example.com/A",
    "https://example.com/b",
    "https://example.com/a.html",
    "https://example.com//a",
    "https://example.com/a/b",
    "https://example.com/a%2Fb",
    "https://example.com/a?id=1",
    "https://example.com/a?id=2",
    "https://example.com/a?id=1&id=2",
    "https://example.com/a?id=2&id=1",
    "https://example.com/a?ref=home",
    "https://example.com/a?source=x",
    "https://example.com/a?id",
    "https://m.example.com/a",
    "https://example.org/a",
    "https://example.com:8080/a",
    "https://[::1]:8080/a",
    "https://[::1:8080]/a",
]

NO_ADDRESS = [
    "",
    "   ",
    "a",
    "/a/b",
    "example.com/a",
    "//example.com/a",
    "ftp://example.com/a",
    "mailto:desk@example.com",
    "javascript:void(0)",
    "https://",
    "https:///a",
    "http://example.com:99999/a",
    "http://example.com:port/a",
    "http://[broken/a",
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda group: group[0])
def test_all_spellings_of_an_address_have_one_form(spellings: list[str]) -> None:
    assert {url: canonical_url(url) for url in spellings} == dict.fromkeys(spellings, spellings[0])


def test_addresses_that_may_mean_different_articles_stay_different() -> None:
    forms = [canonical_url(url) for url in DIFFERENT]
    assert None not in forms
    assert len(set(forms)) == len(DIFFERENT)


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_web_address_has_no_form(url: str) -> None:
    assert canonical_url(url) is None


def test_a_host_that_cannot_be_idna_is_escaped_instead_of_refused() -> None:
    assert canonical_url("https://a..b/x") == "https://a..b/x"
    assert canonical_url(f"https://{'ä' * 80}.example/x") is not None


@pytest.mark.parametrize("name", ["utm_source", "utm_anything", "FBCLID", "mc_cid", "wt.mc_id"])
def test_parameters_of_campaigns_are_tracking(name: str) -> None:
    assert is_tracking(name)


@pytest.mark.parametrize("name", ["", "id", "ref", "source", "cid", "p", "utm", "page", "date"])
def test_parameters_that_sites_name_articles_by_are_not_tracking(name: str) -> None:
    assert not is_tracking(name)


def test_the_namespace_is_what_it_says() -> None:
    assert uuid5(NAMESPACE_DNS, "wirecopy.identity.v1") == NAMESPACE


def test_a_given_id_is_taken_as_it_is() -> None:
    raw = RawArticle(source="s", body="b", article_id=" Desk/4711 ", url="https://example.com/a")
    assert article_id(raw) == " Desk/4711 "


def test_an_address_names_the_article_whoever_sends_it_and_whatever_it_says() -> None:
    one = RawArticle(source="s", body="b", url="https://example.com/a")
    other = RawArticle(source="t", body="c", title="t", url="http://www.example.com/a/?utm_id=1")
    assert article_id(one) == article_id(other) == "01ad72bd-395a-532d-80f5-6aafdca2f96f"


@pytest.mark.parametrize("url", [None, "", "not an address"])
def test_without_an_address_source_and_body_name_the_article(url: str | None) -> None:
    raw = RawArticle(source="s", body="b", url=url)
    assert article_id(raw) == "18c5e96b-f332-5775-b1a6-c73de7531266"


def test_source_and_body_do_not_run_into_each_other() -> None:
    one, other = RawArticle(source="ab", body="c"), RawArticle(source="a", body="bc")
    assert article_id(one) != article_id(other)


def test_an_address_and_a_text_that_say_the_same_are_different_articles() -> None:
    address = "https://example.com/a"
    by_text = article_id(RawArticle(source="s", body=address))
    assert by_text != article_id(RawArticle(source="s", body="b", url=address))


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        (None, "b", "9d98185277bf6fa274bf7c050d80c5c3"),
        ("", "b", "a636764f7828be8f0a27d633f3daa314"),
        ("t", "b", "1f68d58dd4103d9972c4c2baef11b9e7"),
    ],
)
def test_content_hashes_are_frozen_and_an_absent_title_is_not_an_empty_one(
    title: str | None, body: str, expected: str
) -> None:
    assert content_hash(title, body) == expected


def test_title_and_body_do_not_run_into_each_other() -> None:
    assert content_hash("ab", "c") != content_hash("a", "bc")
    assert content_hash("a", "b") != content_hash("b", "a")


def test_a_version_is_lane_article_and_content() -> None:
    raw = RawArticle(source="s", body="b", article_id="a1", title="t")
    assert identify(raw) == Version("default", "a1", "1f68d58dd4103d9972c4c2baef11b9e7")
    assert identify(raw.model_copy(update={"lane": "sports"})).lane == "sports"


@pytest.mark.parametrize("field", ["published_at", "language", "content_type", "collected_at"])
def test_other_fields_do_not_make_another_version(field: str) -> None:
    plain = {"source": "s", "body": "b"}
    values = {"content_type": "text/html", "collected_at": "2026-11-20T10:00:00Z"}
    more = plain | {field: values.get(field, "x")}
    assert identify(RawArticle.model_validate(more)) == identify(RawArticle.model_validate(plain))
