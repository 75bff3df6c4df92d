"""The example messages: one value a topic, written by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import orjson

from schemas.codec import decode
from schemas.limits import TopicName
from schemas.message import Message
from schemas.registry import TOPICS, Topic

GOLDEN = Path(__file__).parents[2] / "golden" / "schemas"

M = TypeVar("M", bound=Message)

TOPIC: dict[TopicName, Topic] = {topic.name: topic for topic in TOPICS}

# Each example file with the model of its value.
VALUES: dict[str, type[Message]] = {
    **{topic.name: topic.values[0] for topic in TOPICS if topic.values},
    "profiles.through": TOPIC["profiles"].values[1],
    "feeds.poll": TOPIC["feeds"].values[1],
    "feeds.page": TOPIC["feeds"].values[2],
    "feeds.host": TOPIC["feeds"].values[3],
    "feeds.robots": TOPIC["feeds"].values[4],
}


@cache
def example_bytes(name: str) -> bytes:
    """The file `name`, as it stands."""
    return (GOLDEN / f"{name}.json").read_bytes()


def example_object(name: str) -> dict[str, Any]:
    """The JSON object in the file `name`; a new one each time."""
    loaded: dict[str, Any] = orjson.loads(example_bytes(name))
    return loaded


def example(name: str, model: type[M]) -> M:
    """The file `name` as a message."""
    return decode(model, example_bytes(name))
