"""What is wrong with bytes is said in one sentence."""

from __future__ import annotations

import pytest

from schemas.article import Article
from schemas.codec import InvalidMessageError, UndecodableError, decode, decode_object, encode
from schemas.extracted import ExtractedArticle, ExtractedEnvelope
from schemas.profile import Through
from schemas.raw import RawArticle
from tests.unit.schemas.examples import example, example_bytes


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "the record is a tombstone"),
        (b"", "the value is not JSON"),
        (b"\xff\xfe", "the value is not JSON"),
        (b'{"source": "s"', "the value is not JSON"),
        (b'{"a": NaN}', "the value is not JSON"),
        (b'{"a": "\\ud800"}', "the value is not JSON"),
        (b"{} {}", "the value is not JSON"),
        (b"[" * 5000, "the value is not JSON"),
        (b"[]", "the value is a list, not a JSON object"),
        (b'"text"', "the value is a string, not a JSON object"),
        (b"7", "the value is a number, not a JSON object"),
        (b"0.5", "the value is a number, not a JSON object"),
        (b"true", "the value is true, not a JSON object"),
        (b"null", "the value is null, not a JSON object"),
    ],
)
def test_bytes_that_are_no_object_are_undecodable(value: bytes | None, reason: str) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode_object(value)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_object_is_invalid_and_the_text_names_the_fields() -> None:
    with pytest.raises(InvalidMessageError) as caught:
        decode(RawArticle, b'{"source": "", "body": 7}')
    reason = str(caught.value)
    assert reason.startswith("source: ")
    assert "; body: " in reason
    assert "\n" not in reason


def test_the_value_of_a_wrong_field_is_not_repeated() -> None:
    """A record may hold a megabyte, or a secret."""
    with pytest.raises(InvalidMessageError) as caught:
        decode(Through, b'{"offset": "hunter2"}')
    assert "hunter2" not in str(caught.value)


def test_many_problems_are_counted_and_not_all_listed() -> None:
    with pytest.raises(InvalidMessageError, match=r"and \d+ more$") as caught:
        decode(Article, b"{}")
    assert str(caught.value).count("Field required") == 3


def test_a_field_deep_inside_is_named_by_its_path() -> None:
    value = example_bytes("clean").replace(b'"start": 0', b'"start": "x"', 1)
    with pytest.raises(InvalidMessageError, match=r"^removals\.0\.start: "):
        decode(ExtractedArticle, value.replace(b"{", b'{"deck": null,', 1))


def test_reading_an_article_as_an_envelope_writes_the_same_bytes() -> None:
    whole = example("extracted", ExtractedArticle)
    assert encode(example("extracted", ExtractedEnvelope)) == encode(whole)


def test_a_value_that_is_no_part_of_a_message_is_refused() -> None:
    with pytest.raises(TypeError):
        encode(Through.model_construct(offset=object()))  # type: ignore[arg-type]
