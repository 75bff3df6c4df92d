"""Row 7: writes that fail, answers that get lost, connections that break: nothing is lost by it and
nothing comes out twice, though the producers send again what they cannot know to be there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._config import AlterConfigOpType, ConfigEntry, ConfigResource
from confluent_kafka.admin._resource import ResourceType

from tests.faults.injected import INJECTION
from tests.faults.injections.writes_fail import TIMES
from tests.faults.longform import LONG, long_form
from tests.faults.trial import INJECTED, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.proxy import Proxy, Weather, proxy
from tests.support.system import wait_until

RECORDS = 3000 if LONG else 200
STEP_SECONDS = 180.0
OUTPUTS = ("clean", "extracted", "articles", "decisions", "profiles", "dead-letters")
# Bad weather takes so long, and it comes so many times.
SPELL_SECONDS = 12.0 if LONG else 4.0
SPELLS = 4 if LONG else 1
# A spell goes on until so many cuts or losses were felt.
FELT = 5
# In so many processes of each stage a write raises.
FAILURES = 6 if LONG else 1
# Longer than a client waits for an answer (40 s).
STALL_SECONDS = 50.0


def _wait(t: Trial, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        t.system.revive()
        time.sleep(0.2)


def _cuts(t: Trial, weather: Proxy) -> None:
    _spell(t, weather, Weather(cut=0.03))


def _lost_answers(t: Trial, weather: Proxy) -> None:
    _spell(t, weather, Weather(lose=0.1))


def _spell(t: Trial, weather: Proxy, bad: Weather) -> None:
    before = weather.cuts + weather.losses
    weather.weather = bad
    _wait(t, SPELL_SECONDS)
    wait_until(
        lambda: weather.cuts + weather.losses >= before + FELT, STEP_SECONDS, "it is felt",
        t.system.revive,
    )  # fmt: skip


def _stall(t: Trial, weather: Proxy) -> None:
    weather.weather = Weather(stalled=True)
    _wait(t, STALL_SECONDS)


def _too_few_replicas(t: Trial, weather: Proxy) -> None:
    """Kafka refuses every write that wants all replicas (NOT_ENOUGH_REPLICAS), those of the markers
    of transactions included."""
    _demand_replicas(t, 2)
    _wait(t, SPELL_SECONDS)
    _demand_replicas(t, 1)


def _demand_replicas(t: Trial, count: int) -> None:
    admin = AdminClient({"bootstrap.servers": t.system.bootstrap})
    wanted = [
        ConfigResource(
            ResourceType.TOPIC,
            t.system.settings.topic(name),
            incremental_configs=[
                ConfigEntry(
                    "min.insync.replicas",
                    str(count),
                    incremental_operation=AlterConfigOpType.SET,
                )
            ],
        )
        for name in OUTPUTS
    ]
    for done in admin.incremental_alter_configs(wanted).values():
        done.result(30)


def _let_writes_raise(t: Trial) -> None:
    """Processes that start from now on have a write that raises, and end by it."""
    t.system.program = INJECTED
    t.system.environment |= {INJECTION: "writes_fail", TIMES: str(FAILURES)}


Fault = Callable[[Trial, Proxy], None]
CASES: dict[str, tuple[Fault, ...]] = (
    {
        "cuts": (_cuts,) * SPELLS,
        "lost-answers": (_lost_answers,) * SPELLS,
        "stall": (_stall,),
        "too-few-replicas": (_too_few_replicas,) * SPELLS,
        "all": (_too_few_replicas, _cuts, _lost_answers) * 2,
    }
    if LONG
    else {"all": (_too_few_replicas, _cuts, _lost_answers)}
)


@pytest.mark.timeout(1800)
@pytest.mark.faults(row=7)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_lost_or_doubled_by_bad_weather(
    case: str, trial: MakeTrial, tmp_path: Path
) -> None:
    truth = generate(7, RECORDS)
    with (
        proxy(7, tmp_path / "broker") as weather,
        trial(truth, publish=False, broker=weather.advertised, batch_articles="20") as t,
    ):
        weather.weather = Weather(lose=0.1)
        t.publish()
        if case == "all":
            _let_writes_raise(t)
        assert weather.losses, "publishing met lost answers"
        t.system.start_all()
        idle = t.system.progress()
        wait_until(lambda: t.system.progress() > idle, STEP_SECONDS, "it works", t.system.revive)
        for fault in CASES[case]:
            fault(t, weather)
            weather.weather = Weather()
            _wait(t, 1.0)
        t.settle()
    print(f"{weather.cuts} connections cut, {weather.losses} answers lost")


@long_form
@pytest.mark.timeout(1800)
@pytest.mark.faults(row=7)
def test_nothing_is_lost_or_doubled_by_a_write_that_raises(trial: MakeTrial) -> None:
    """In every process, at any moment of sending, acknowledging and committing."""
    with trial(generate(71, RECORDS // 3), batch_articles="25") as t:
        _let_writes_raise(t)
        t.system.start_all()
        t.settle()
        assert {status for _, status in t.system.exits} == {75}
        assert {stage for stage, _ in t.system.exits} == {"clean", "extract", "dedup"}
