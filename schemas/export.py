"""The messages for other programs: JSON Schema (2020-12) by topic, and one AsyncAPI 3.1 document.

`python -m schemas.export` writes them to `schemas/export/`; a test fails when they are stale.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from schemas.headers import (
    APP_VERSION,
    ATTEMPT,
    ERROR_CLASS,
    ERROR_PREFIX,
    FAILED_AT,
    ORIGINAL_SIZE,
    ORIGINAL_TOPIC,
    RETRY_OF,
    STAGE,
    VERSION,
)
from schemas.limits import LARGEST_VALUE, RECORD_OVERHEAD
from schemas.registry import TOPICS, StageName, Topic

EXPORT_DIR = Path(__file__).parent / "export"
ASYNCAPI_FILE = "asyncapi.json"

# Of the messages, not of the software: a field that is added does not change it.
MESSAGES_VERSION = "1.0.0"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
_KAFKA_BINDING = "0.5.0"
_TEXT = {"type": "string"}


class _AsWritten(GenerateJsonSchema):
    """Every field of ours is written, defaults included; field names are title enough."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


class _AsAccepted(GenerateJsonSchema):
    """What a producer may leave out stays optional."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def value_schema(topic: Topic) -> dict[str, Any]:
    """The JSON Schema of the values of `topic`; one that takes anything where they are bytes."""
    head = {
        "$schema": _DIALECT,
        "$id": f"urn:wirecopy:{topic.name}:v1",
        "title": f"a value of the topic {topic.name}",
    }
    if not topic.values:
        return head | {"description": "The original value: any bytes, or none."}
    mode: JsonSchemaMode = "serialization" if topic.writers else "validation"
    generator = _AsWritten if topic.writers else _AsAccepted
    references, shared = models_json_schema(
        [(model, mode) for model in topic.values], by_alias=True, schema_generator=generator
    )
    ways = [references[model, mode] for model in topic.values]
    return head | (ways[0] if len(ways) == 1 else {"anyOf": ways}) | {"$defs": shared["$defs"]}


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI document: a channel a topic, an operation for each that reads or writes it."""
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "wirecopy",
            "version": MESSAGES_VERSION,
            "description": (
                "Raw scraped news in, one clean, deduplicated stream of articles out. Topic names "
                "begin with a prefix, `news` by default. Read `articles` and `duplicates` with "
                "isolation.level=read_committed: then each version of an article is there once."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {
            "messages": {topic.kind: _message(topic) for topic in TOPICS},
            "parameters": {
                "prefix": {"default": "news", "description": "the setting WIRECOPY_TOPIC_PREFIX"}
            },
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    return {
        "address": f"{{prefix}}.{topic.name}",
        "title": topic.name,
        "description": f"{topic.meaning} Key: {topic.key}. Partitions: {topic.partitions}.",
        "parameters": {"prefix": {"$ref": "#/components/parameters/prefix"}},
        "messages": {topic.kind: {"$ref": f"#/components/messages/{topic.kind}"}},
        "bindings": {
            "kafka": {
                "topicConfiguration": {
                    "cleanup.policy": [topic.cleanup],
                    "max.message.bytes": LARGEST_VALUE[topic.name] + RECORD_OVERHEAD,
                },
                "bindingVersion": _KAFKA_BINDING,
            }
        },
    }


def _message(topic: Topic) -> dict[str, Any]:
    key: dict[str, Any] = {"type": "null"} if topic.key == "none" else {"type": "string"}
    return {
        "name": topic.kind,
        "summary": topic.meaning,
        "contentType": "application/json" if topic.values else "application/octet-stream",
        "headers": _headers(topic),
        "payload": {
            "schemaFormat": _SCHEMA_FORMAT,
            "schema": {"$ref": f"./{schema_file(topic)}"},
        },
        "bindings": {
            "kafka": {
                "key": key | {"description": f"UTF-8: {topic.key}"},
                "bindingVersion": _KAFKA_BINDING,
            }
        },
    }


def _operations() -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for topic in TOPICS:
        for stage in topic.writers:
            operations[f"{stage}-writes-{topic.name}"] = _operation("send", stage, topic)
        for stage in topic.readers:
            operations[f"{stage}-reads-{topic.name}"] = _operation("receive", stage, topic)
    return operations


def _operation(action: str, stage: StageName, topic: Topic) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic.name}"},
        "messages": [{"$ref": f"#/channels/{topic.name}/messages/{topic.kind}"}],
        "summary": f"The stage {stage} {'writes' if action == 'send' else 'reads'} {topic.name}.",
    }


def _headers(topic: Topic) -> dict[str, Any]:
    """Header values are UTF-8. A producer of raw articles needs none."""
    version = {
        "type": "string",
        "description": "a JSON array: [lane, article id, content hash] or [raw partition, offset]",
    }
    headers: dict[str, Any] = {
        "ce_specversion": {"const": "1.0"},
        "ce_id": version,
        "ce_source": {"type": "string", "description": "/wirecopy/ and who wrote the record"},
        "ce_type": {"const": f"wirecopy.{topic.kind}.v1"},
        "content-type": {"const": "application/json"},
    }
    if topic.names_a_version:
        headers[VERSION] = version
    required = sorted(headers) if topic.writers else []
    if topic.name in ("raw", "clean", "dead-letters"):
        headers[RETRY_OF] = version | {"description": "the version of the dead letter retried"}
    if topic.name in ("raw", "dead-letters"):
        headers[ATTEMPT] = {"type": "string", "description": "1 for the first, in decimal digits"}
    if topic.name == "dead-letters":
        failure = _failure_headers()
        headers |= failure
        required += [ATTEMPT, *failure]
        headers[ORIGINAL_SIZE] = {
            "type": "string",
            "description": "there only where the original was cut to fit: its bytes, in digits",
        }
    return {"type": "object", "properties": headers, "required": sorted(required)}


def _failure_headers() -> dict[str, Any]:
    return {
        STAGE: {"enum": ["clean", "extract", "dedup"]},
        ERROR_CLASS: {"enum": ["undecodable", "invalid", "rejected", "too-large", "bug"]},
        ORIGINAL_TOPIC: _TEXT,
        FAILED_AT: {"type": "string", "format": "date-time"},
        APP_VERSION: _TEXT,
        **{
            ERROR_PREFIX + name: _TEXT
            for name in ("exception", "message", "stacktrace", "topic", "partition", "offset")
        },
    }


def schema_file(topic: Topic) -> str:
    """The name of the topic's schema in EXPORT_DIR."""
    return f"{topic.name}.schema.json"


def exports() -> dict[str, str]:
    """The files of EXPORT_DIR, by name."""
    documents = {schema_file(topic): value_schema(topic) for topic in TOPICS}
    documents[ASYNCAPI_FILE] = asyncapi()
    return {
        name: json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in documents.items()
    }


def main() -> None:
    """Writes all files, and removes those that are none of them."""
    EXPORT_DIR.mkdir(exist_ok=True)
    files = exports()
    for path in EXPORT_DIR.iterdir():
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (EXPORT_DIR / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
