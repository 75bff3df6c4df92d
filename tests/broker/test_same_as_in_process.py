"""One law over two ways to run: without a broker the same log gives the same articles."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import orjson

from pipeline.extract.stage import Extractor
from pipeline.run import CleanStep, DedupStep
from schemas.article import Article, Duplicate
from schemas.clean import CleanArticle
from schemas.codec import decode, encode
from schemas.extracted import ExtractedArticle
from tests.broker.conftest import MakeSystem
from tests.support.generator import generate
from tests.support.system import ROOT, System, wait_until
from tests.support.topics import records

DRAIN_SECONDS = 120.0


def test_a_run_in_process_and_one_on_kafka_give_equal_articles_but_for_lineage(
    make_system: MakeSystem,
) -> None:
    system = make_system("same")
    system.start_all()
    assert system.command("publish", str(ROOT / "seeds")).returncode == 0
    system.publish([(record.key, record.value) for record in generate(21, 50).records])
    wait_until(system.is_drained, DRAIN_SECONDS, "all is worked off")
    on_kafka = by_topic_and_version(system)
    in_process = run_in_process(system)
    assert len(on_kafka) > 40
    assert on_kafka.keys() == in_process.keys()
    for key, value in on_kafka.items():
        assert value == in_process[key]


Outputs = dict[tuple[str, str, str], dict[str, Any]]


def by_topic_and_version(system: System) -> Outputs:
    found: Outputs = {}
    for topic in ("articles", "duplicates"):
        for record in records(system.settings, topic):
            keep(found, topic, record.value or b"")
    return found


def keep(found: Outputs, topic: str, value: bytes) -> None:
    fields = orjson.loads(value)
    del fields["lineage"]
    key = (topic, fields["article_id"], fields["content_hash"])
    assert key not in found
    found[key] = fields


def run_in_process(system: System) -> Outputs:
    """Each raw partition is one log of clean; dedup's log is the order of the extracted records,
    whose lineage names the raw record that each was made of."""
    cleaners: dict[int, CleanStep] = defaultdict(CleanStep)
    clean: dict[tuple[int, int], CleanArticle] = {}
    for record in records(system.settings, "raw"):
        result = cleaners[record.partition].clean(record.value or b"", record.position)
        if isinstance(result, tuple):
            clean[record.partition, record.offset] = result[0]
    extractor, dedup, found = Extractor(), DedupStep(), Outputs()
    for record in records(system.settings, "extracted"):
        raw = decode(ExtractedArticle, record.value).lineage.raw
        (extracted,) = extractor.extract_many([clean[raw.partition, raw.offset]])
        assert isinstance(extracted, ExtractedArticle)
        output = dedup.dedup(extracted)
        if isinstance(output, Duplicate):
            keep(found, "duplicates", encode(output))
        elif isinstance(output, Article):
            keep(found, "articles", encode(output))
    return found
