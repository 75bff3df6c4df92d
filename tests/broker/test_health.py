"""Health and metrics of a running worker, over HTTP on the loopback address."""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import urlsplit

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from agents.flow import STAGES
from agents.metrics import StageMetrics
from tests.support.articles import article, pairs, prose
from tests.support.system import System, wait_until

DRAIN_SECONDS = 60.0


def get(url: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read()


def every_metric(stage: str) -> dict[str, str]:
    registry = CollectorRegistry()
    StageMetrics(stage, registry)
    return {family.name: family.documentation for family in registry.collect()}


@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_answers_for_its_health_on_loopback(running: System, stage: str) -> None:
    url = running.url(running.of(stage)[0])
    assert urlsplit(url).hostname == "127.0.0.1"
    for path in ("/health", "/health/live", "/health/ready"):
        code, body = get(url + path)
        facts = json.loads(body)
        assert code == 200
        assert facts["stage"] == stage
        assert (facts["healthy"], facts["paused"]) == (True, False)


@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_serves_every_metric_with_its_meaning(running: System, stage: str) -> None:
    running.publish(pairs(article("gazette", prose("Nokia"), lane=f"metrics-{stage}")))
    wait_until(running.is_drained, DRAIN_SECONDS, "all is worked off")
    _, body = get(running.url(running.of(stage)[0]) + "/metrics")
    families = {f.name: f for f in text_string_to_metric_families(body.decode())}
    for name, meaning in every_metric(stage).items():
        assert families[name].documentation == meaning
    (records_in,) = [s for s in families["wirecopy_records_in"].samples if s.name.endswith("total")]
    assert records_in.labels == {"stage": stage}
    assert records_in.value >= 1


def test_each_decision_is_counted_by_its_outcome(running: System) -> None:
    url = running.url(running.of("dedup")[0]) + "/metrics"

    def decided() -> dict[str, float]:
        families = {f.name: f for f in text_string_to_metric_families(get(url)[1].decode())}
        return {
            sample.labels["outcome"]: sample.value
            for sample in families["wirecopy_decisions"].samples
            if sample.name.endswith("total")
        }

    before = decided()
    first = article("gazette", prose("Oulu"), article_id="oulu", lane="outcomes")
    copy = first | {"article_id": "oulu-again"}
    running.publish(pairs(first, first, copy))
    wait_until(running.is_drained, DRAIN_SECONDS, "all is worked off")
    grown = {name: count - before.get(name, 0) for name, count in decided().items()}
    assert {name: count for name, count in grown.items() if count} == {
        "new": 1, "redelivery": 1, "copy": 1,
    }  # fmt: skip
