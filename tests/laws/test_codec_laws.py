"""Equal messages are equal bytes, and bytes give the message back."""

from __future__ import annotations

from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.clean import Removal
from schemas.codec import InvalidMessageError, UndecodableError, decode, encode
from schemas.decision import Decision, DecisionBatch
from schemas.extracted import ExtractedArticle, ExtractedEnvelope
from schemas.limits import LARGEST_VALUE
from schemas.message import Message
from schemas.profile import Profile
from schemas.raw import RawArticle
from tests.unit.schemas.examples import VALUES, example_object

words = st.text(max_size=30)
names = st.text("abc äß\u2028日", min_size=1, max_size=20).filter(str.strip)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)

raws = st.builds(
    RawArticle,
    source=names,
    body=words.filter(str.strip),
    article_id=st.none() | names,
    url=st.none() | words,
    title=st.none() | words,
    content_type=st.sampled_from([None, "text/plain", "text/html"]),
    lane=st.none() | names,
    collected_at=st.none() | st.datetimes(),
)
numbers = st.integers(-(2**63), 2**63 - 1)
decisions = st.builds(
    Decision,
    lane=names,
    article_id=names,
    content_hash=words,
    appended_ms=numbers,
    newest_ms=numbers,
    newest_hash=words,
    out_revision=numbers,
)
removals = st.builds(
    Removal, start=numbers, end=numbers, text=words, rule=words, confidence=st.floats(0, 1)
)
messages: st.SearchStrategy[Message] = st.one_of(
    raws,
    removals,
    st.builds(DecisionBatch.of, st.lists(decisions, max_size=3), numbers),
    st.builds(Profile, source=names, documents=numbers, share=st.floats(0, 1), resets=numbers),
)


@settings(deadline=None)
@given(messages)
def test_decoding_undoes_encoding(message: Message) -> None:
    value = encode(message)
    again = decode(type(message), value)
    assert again == message
    assert encode(again) == value


@settings(deadline=None)
@given(messages)
def test_keys_are_sorted_at_every_depth(message: Message) -> None:
    value = encode(message)
    assert orjson.dumps(orjson.loads(value), option=orjson.OPT_SORT_KEYS) == value


@settings(deadline=None)
@given(messages)
def test_what_is_written_is_what_the_model_says(message: Message) -> None:
    """The fast way to bytes and pydantic's own agree."""
    assert orjson.loads(encode(message)) == message.model_dump(mode="json", by_alias=True)


@given(raws, st.dictionaries(words, json_values, max_size=4))
def test_fields_of_a_newer_writer_change_nothing(
    message: RawArticle, more: dict[str, object]
) -> None:
    newer = more | orjson.loads(encode(message))
    assert decode(RawArticle, orjson.dumps(newer)) == message


@given(st.binary(max_size=60) | json_values.map(orjson.dumps), st.sampled_from(list(VALUES)))
def test_any_bytes_are_a_message_or_one_of_two_errors(value: bytes, name: str) -> None:
    with suppress(UndecodableError, InvalidMessageError):
        decode(VALUES[name], value)


@settings(max_examples=200)
@given(st.sampled_from(list(VALUES)), st.data())
def test_a_message_with_one_field_replaced_by_anything_is_read_or_refused(
    name: str, data: st.DataObject
) -> None:
    value = example_object(name)
    value[data.draw(st.sampled_from(sorted(value)))] = data.draw(json_values)
    try:
        message = decode(VALUES[name], orjson.dumps(value))
    except InvalidMessageError:
        return
    assert decode(VALUES[name], encode(message)) == message


@given(st.text(max_size=200))
def test_an_article_passes_through_an_envelope_to_the_byte(text: str) -> None:
    value = example_object("extracted")
    value["text"] = text
    whole = decode(ExtractedArticle, orjson.dumps(value))
    assert encode(decode(ExtractedEnvelope, encode(whole))) == encode(whole)


@pytest.mark.parametrize("name", VALUES)
def test_examples_are_far_below_the_limits(name: str) -> None:
    topic = name.partition(".")[0]
    assert len(orjson.dumps(example_object(name))) * 100 < LARGEST_VALUE[topic]  # type: ignore[index]
