"""Raw articles written for a test: `article` with `prose` that nothing else shares words with."""

from __future__ import annotations

import orjson

from agents.record import Outgoing
from agents.settings import Settings


def article(source: str, body: str, **fields: object) -> dict[str, object]:
    """A raw article in English; `fields` are its optional ones."""
    return {"source": source, "body": body, "language": "en", **fields}


def prose(name: str) -> str:
    """Three paragraphs about a place called `name`, a word that no other text has."""
    return (
        f"The council of {name} voted on Tuesday to rebuild the bridge that the river {name}ava "
        f"carried away in spring, mayor Otto {name}sen said.\n"
        f"Work on the {name} bridge will begin next month and cost 40 million crowns, which the "
        f"{name} savings bank lends at a low rate.\n"
        f"Farmers around {name} have crossed the water by ferry since March, and the "
        f"{name} school has taught its pupils from the far bank in a barn."
    )


# In JSON a line break takes two bytes.
_LINE_BYTES = 1000


def text_of_size(size: int) -> str:
    """Words that come once each, in lines; `size` bytes of JSON, without its quotation marks."""
    words = " ".join(f"w{number:x}" for number in range(size // 3))
    width = _LINE_BYTES - 2
    lines, rest = divmod(size, _LINE_BYTES)
    full = "".join(f"{words[n * width : (n + 1) * width]}\n" for n in range(lines))
    return full + words[lines * width : lines * width + rest]


def pairs(*articles: dict[str, object]) -> list[tuple[bytes | None, bytes | None]]:
    """Key and value of the raw records of `articles`, for `System.publish`."""
    return [(str(fields["source"]).encode(), orjson.dumps(fields)) for fields in articles]


def raw_records(settings: Settings, *articles: dict[str, object]) -> list[Outgoing]:
    """`articles` as records for the raw topic."""
    topic = settings.topic("raw")
    return [Outgoing(topic=topic, key=key, value=value) for key, value in pairs(*articles)]
