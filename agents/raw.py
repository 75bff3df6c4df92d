"""Raw articles as records: the one way in for all doors of our own."""

from __future__ import annotations

from agents.record import Outgoing
from pipeline.identity import Version, identify
from schemas.codec import decode
from schemas.headers import VersionHeader, event_headers
from schemas.limits import check_size
from schemas.raw import RawArticle


def raw_record(topic: str, value: bytes, door: str) -> tuple[Outgoing, Version]:
    """A raw article's value as a record for `topic`, keyed by source, so that a source keeps its
    order; and the version that it is. `door` says in the event's header who took it in.

    Raises UndecodableError, InvalidMessageError or TooLargeError for what could only become a dead
    letter.
    """
    check_size("raw", value)
    article = decode(RawArticle, value)
    version = identify(article)
    return Outgoing(
        topic=topic,
        key=article.source.encode(),
        value=value,
        headers=tuple(event_headers("raw", door, VersionHeader.naming(version))),
    ), version
