"""What a producer must and must not send."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.codec import InvalidMessageError, validate
from schemas.raw import MAX_NAME_CHARACTERS, RawArticle

PLAIN: dict[str, object] = {"source": "s", "body": "b"}


def raw(**fields: object) -> RawArticle:
    return validate(RawArticle, PLAIN | fields)


def test_source_and_body_are_enough() -> None:
    article = raw()
    assert (article.source, article.body) == ("s", "b")
    given = article.model_dump(exclude={"source", "body"})
    assert set(given.values()) == {None}


@pytest.mark.parametrize("missing", ["source", "body"])
def test_source_and_body_are_required(missing: str) -> None:
    with pytest.raises(InvalidMessageError, match=f"^{missing}: Field required$"):
        validate(RawArticle, {key: value for key, value in PLAIN.items() if key != missing})


@pytest.mark.parametrize("body", ["", " ", "\n\t \u00a0\u2003\r\n", None, 7, ["b"]])
def test_a_body_must_say_something(body: object) -> None:
    with pytest.raises(InvalidMessageError, match=r"^body: "):
        raw(body=body)


def test_what_is_wrong_is_said_without_the_validators_words() -> None:
    with pytest.raises(InvalidMessageError, match=r"^body: the body is blank$"):
        raw(body=" ")


def test_a_body_is_kept_to_the_character() -> None:
    body = "\ufeff  a\r\nb\x00\u200b "
    assert raw(body=body).body == body


@pytest.mark.parametrize("field", ["source", "article_id", "lane"])
@pytest.mark.parametrize(
    "value", ["", " ", "\u00a0\u2003", "a\nb", "\x00through", "a\x7f", "a\n", "x" * 513, 7]
)
def test_names_are_short_and_neither_blank_nor_with_control_characters(
    field: str, value: object
) -> None:
    with pytest.raises(InvalidMessageError, match=f"^{field}: "):
        raw(**{field: value})


@pytest.mark.parametrize("field", ["source", "article_id", "lane"])
@pytest.mark.parametrize("value", ["a", " a b ", "Die Zeit – Öst", "x" * MAX_NAME_CHARACTERS, "日"])
def test_any_other_name_is_taken_as_it_is(field: str, value: str) -> None:
    assert getattr(raw(**{field: value}), field) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/html", "text/html"),
        ("Text/HTML; charset=utf-8", "text/html"),
        (" text/plain ;format=flowed", "text/plain"),
        (None, None),
    ],
)
def test_a_content_type_is_its_media_type(value: str | None, expected: str | None) -> None:
    assert raw(content_type=value).content_type == expected


@pytest.mark.parametrize("value", ["", "application/pdf", "text", "html", 7])
def test_other_content_types_are_refused(value: object) -> None:
    with pytest.raises(InvalidMessageError, match=r"^content_type: "):
        raw(content_type=value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00.000999Z",
        "2026-11-20T12:00:00",
        "2026-11-20T13:00:00+01:00",
        "2026-11-20 12:00:00",
        1795176000,
        1795176000000,
    ],
)
def test_collected_at_is_a_moment_in_utc(value: object) -> None:
    assert raw(collected_at=value).collected_at == datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2026-13-01T00:00:00Z", 1e20, "0001-01-01T00:00:00+14:00",
     "9999-12-31T23:59:59-14:00"],
)  # fmt: skip
def test_a_wrong_collected_at_is_the_producers_fault(value: object) -> None:
    with pytest.raises(InvalidMessageError, match=r"^collected_at: "):
        raw(collected_at=value)


def test_published_at_is_any_words_since_extract_judges_them() -> None:
    assert raw(published_at="last Tuesday").published_at == "last Tuesday"


def test_unknown_fields_are_ignored() -> None:
    assert raw(sentiment=0.3) == raw()
