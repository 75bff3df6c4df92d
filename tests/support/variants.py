"""The generator's records arriving otherwise, and what must come of them then."""

from __future__ import annotations

import random

import orjson

from pipeline.identity import identify
from schemas.headers import VersionHeader
from schemas.message import (
    epoch_milliseconds,
    format_timestamp,
    from_epoch_milliseconds,
    to_utc_milliseconds,
)
from schemas.raw import RawArticle
from tests.support.articles import article, pairs, prose
from tests.support.generator import Fate, Generated, Truth


def collected_ms(record: Generated) -> int:
    """When the record says that it was collected, in milliseconds since 1970."""
    moment = RawArticle.model_validate(orjson.loads(record.value)).collected_at
    assert moment is not None
    return epoch_milliseconds(to_utc_milliseconds(moment))


def arriving(truth: Truth, records: list[Generated]) -> Truth:
    """The truth of `records`, which are those of `truth` in another order or at other times.

    The five questions of the design, asked of each version in order of arrival within its article:
    what was collected before the newest is superseded, what says the same is unchanged, else the
    first is an article and the next a revision. Holds where an article's versions have one source,
    so that they keep their order, and where no article has both several versions and a copy.
    """
    same_text = {v.article_id for v, fate in truth.fate.items() if fate == "unchanged"}
    newest: dict[str, int] = {}
    arrived = Truth(records, {}, truth.group, truth.redeliveries, truth.broken)
    for record in records:
        version = record.version
        if version is None or version in arrived.fate:
            continue
        collected = collected_ms(record)
        before = newest.get(version.article_id)
        fate: Fate = "one-of-copies" if version in truth.group else "article"
        if before is not None:
            fate = "unchanged" if version.article_id in same_text else "revision"
            fate = "superseded" if collected < before else fate
        newest[version.article_id] = max(collected, before or collected)
        arrived.fate[version] = fate
    return arrived


# Moments that no collector means, in milliseconds since 1970: in 1970 and in 2099.
LONG_AGO_MS = 60_000
FAR_AHEAD_MS = 4_070_908_800_000


def wild_times(truth: Truth, seed: int, now_ms: int) -> Truth:
    """The records of `truth` collected one after the other in the last minutes before `now_ms`, but
    a tenth of the versions in 1970 and a tenth in 2099."""
    rng = random.Random(seed)
    moments: dict[VersionHeader, int] = {}
    records = []
    for number, record in enumerate(truth.records):
        if record.version is None:
            records.append(record)
            continue
        if record.version not in moments:
            usual = now_ms - (len(truth.records) - number) * 100
            (moments[record.version],) = rng.choices(
                (usual, LONG_AGO_MS + number, FAR_AHEAD_MS + number), (8, 1, 1)
            )
        moment = format_timestamp(from_epoch_milliseconds(moments[record.version]))
        fields = orjson.loads(record.value) | {"collected_at": moment}
        value = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
        records.append(Generated(record.key, value, record.version))
    return arriving(truth, records)


def shuffled(truth: Truth, seed: int) -> Truth:
    """The records of `truth` in an order that follows from `seed`, revisions before originals and
    copies before what they are copies of among them."""
    return arriving(truth, random.Random(seed).sample(truth.records, len(truth.records)))


def add_article(truth: Truth, name: str, collected: int, body: str | None = None) -> Generated:
    """One more article in `truth`, about a place called `name` or with the text `body`, collected
    at `collected` (milliseconds since 1970)."""
    moment = format_timestamp(from_epoch_milliseconds(collected))
    text = prose(name) if body is None else body
    fields = article("another-feed", text, article_id=name, collected_at=moment)
    ((key, value),) = pairs(fields)
    assert key is not None
    assert value is not None
    version = VersionHeader.naming(identify(RawArticle.model_validate(fields)))
    record = Generated(key, value, version)
    truth.records.append(record)
    truth.fate[version] = "article"
    return record
