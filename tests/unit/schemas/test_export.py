"""What other programs are told about the messages is true and up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.validators import validator_for

from schemas.export import EXPORT_DIR, asyncapi, exports, schema_file, value_schema
from schemas.headers import VersionHeader, event_headers
from schemas.limits import LARGEST_VALUE
from schemas.registry import TOPICS, Topic
from tests.unit.schemas.examples import TOPIC, VALUES, example_object

by_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


def test_the_exported_files_are_those_of_the_models() -> None:
    written = {path.name: path.read_text("utf-8") for path in EXPORT_DIR.iterdir()}
    assert written == exports(), "run `python -m schemas.export`"


@by_topic
def test_a_schema_is_json_schema_2020_12(topic: Topic) -> None:
    schema = value_schema(topic)
    assert validator_for(schema) is Draft202012Validator
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", VALUES)
def test_an_example_is_valid_under_its_schema(name: str) -> None:
    _validator(name).validate(example_object(name))


def test_a_newer_writer_is_valid_under_the_schema() -> None:
    _validator("articles").validate(example_object("articles.newer-writer"))


def test_a_raw_article_needs_source_and_body_only() -> None:
    validator = _validator("raw")
    assert validator.is_valid({"source": "s", "body": "b"})
    assert not validator.is_valid({"source": "s"})
    assert not validator.is_valid({"body": "b"})
    assert not validator.is_valid({"source": "tab\there", "body": "b"})


@pytest.mark.parametrize("name", [name for name in VALUES if name not in ("raw", "profiles")])
def test_a_written_value_has_all_its_fields(name: str) -> None:
    value = example_object(name)
    for field in value:
        rest = {key: other for key, other in value.items() if key != field}
        assert not _validator(name).is_valid(rest), field


def test_the_document_has_a_channel_and_a_message_for_each_topic() -> None:
    document = asyncapi()
    assert document["asyncapi"] == "3.1.0"
    assert set(document["channels"]) == set(LARGEST_VALUE) == set(TOPIC)
    assert set(document["components"]["messages"]) == {topic.kind for topic in TOPICS}


def test_every_reference_of_the_document_leads_somewhere() -> None:
    document = asyncapi()
    files = exports()
    references = list(_references(document))
    assert references
    for reference in references:
        if reference.startswith("./"):
            assert reference.removeprefix("./") in files
            continue
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_an_operation_uses_a_message_of_its_channel() -> None:
    document = asyncapi()
    for name, operation in document["operations"].items():
        channel = operation["channel"]["$ref"]
        assert operation["action"] == ("send" if "-writes-" in name else "receive")
        for message in operation["messages"]:
            assert message["$ref"].startswith(f"{channel}/messages/")


def test_the_flow_of_the_document_is_that_of_the_stages() -> None:
    operations = set(asyncapi()["operations"])
    for reads, stage, writes in (
        ("raw", "clean", "clean"), ("clean", "extract", "extracted"),
        ("extracted", "dedup", "articles"), ("extracted", "dedup", "duplicates"),
    ):  # fmt: skip
        assert {f"{stage}-reads-{reads}", f"{stage}-writes-{writes}"} <= operations
        assert f"{stage}-writes-dead-letters" in operations


@by_topic
def test_a_channel_says_key_partitions_and_limits(topic: Topic) -> None:
    channel = asyncapi()["channels"][topic.name]
    assert channel["address"] == f"{{prefix}}.{topic.name}"
    assert topic.key in channel["description"]
    assert topic.partitions in channel["description"]
    config = channel["bindings"]["kafka"]["topicConfiguration"]
    assert config["max.message.bytes"] > LARGEST_VALUE[topic.name]
    assert config["cleanup.policy"] == [topic.cleanup]


@by_topic
def test_the_headers_that_are_written_are_those_that_are_described(topic: Topic) -> None:
    version = VersionHeader("default", "a", "00")
    written = dict(event_headers(topic.kind, "clean", version))
    if not topic.names_a_version:
        del written["x-version"]
    described = asyncapi()["components"]["messages"][topic.kind]["headers"]
    Draft202012Validator.check_schema(described)
    if topic.name != "dead-letters":
        text = {name: value.decode() for name, value in written.items()}
        Draft202012Validator(described).validate(text)
        assert set(text) <= set(described["properties"])


def test_the_headers_of_the_example_dead_letter_are_as_described() -> None:
    headers = dict(example_object("dead-letters")["headers"])
    described = asyncapi()["components"]["messages"]["dead-letter"]["headers"]
    Draft202012Validator(described).validate(headers)


def _validator(name: str) -> Draft202012Validator:
    schema = value_schema(TOPIC[name.partition(".")[0]])  # type: ignore[index]
    return Draft202012Validator(schema, format_checker=FormatChecker())


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_files_end_with_a_line_break_and_are_json() -> None:
    for text in exports().values():
        assert text.endswith("}\n")
        json.loads(text)


def test_each_topic_has_a_file() -> None:
    assert {schema_file(topic) for topic in TOPICS} | {"asyncapi.json"} == set(exports())
