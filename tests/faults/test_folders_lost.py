"""Row 11: the data folder and the cache folder are deleted or damaged. Kafka's records are the only
thing there that cannot be made again: where those are hurt, it is said, not covered up."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agents.failstop import EXIT_STOP
from broker import jars
from broker.errors import BrokerError
from broker.kafka import KafkaBroker
from tests.faults.longform import LONG
from tests.faults.trial import PREFIX, MakeTrial, Trial
from tests.support.generator import generate
from tests.support.system import ROOT, wait_until

RECORDS = 3000 if LONG else 200
SEEDS = (111, 112) if LONG else (11,)
STEP_SECONDS = 180.0
GARBAGE = b"\x00{garbage\xff"


def _spoil(data: Path) -> None:
    """Fills a data folder with what a damaged disk, or another program, may leave there."""
    for place in ("workers/clean-other.json", "workers/clean-1.json", "workers/dedup-0.json",
                  "faust/clean/v1/state", "faust/extract", "broker.json"):  # fmt: skip
        (data / place).parent.mkdir(parents=True, exist_ok=True)
        (data / place).write_bytes(GARBAGE)
    (data / "faust/extract").unlink()


@contextmanager
def _own_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of jars for this test alone; yields the folder of the jars."""
    shared = jars.jars_dir()
    jars.ensure()
    monkeypatch.setenv("WIRECOPY_CACHE_DIR", str(folder))
    shutil.copytree(shared, jars.jars_dir())
    yield shared


@pytest.mark.faults(row=11)
def test_a_cut_jar_is_named_and_a_cache_that_went_is_filled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _own_cache(tmp_path / "cache", monkeypatch) as shared:
        own = jars.jars_dir()
        jar = next(own.glob("kafka-clients-*.jar"))
        whole = jar.read_bytes()
        jar.write_bytes(whole[: len(whole) // 2])
        refused = subprocess.run(
            [sys.executable, "-m", "cli.main", "broker"],
            cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        assert refused.returncode == EXIT_STOP
        assert f"{jar} is not the jar that wirecopy pins" in refused.stderr
        assert f"remove {own} and run the command again" in refused.stderr
        jar.write_bytes(whole)

        def fetch(jar: jars.Jar, scratch: Path) -> Path:
            return Path(shutil.copy(shared / jar.file_name, scratch))

        monkeypatch.setattr(jars, "_fetch_by_jgo", fetch)
        with KafkaBroker(tmp_path / "data") as broker:
            shutil.rmtree(own)
            broker.restart()
            assert broker.is_running


def _raw_segment(t: Trial) -> Path:
    """The file with the most raw records."""
    folders = (t.broker.log_path.parent / "records").glob(f"{PREFIX}.raw-*")
    return max((f / f"{0:020d}.log" for f in folders), key=lambda file: file.stat().st_size)


def _damage_kafkas_folder(t: Trial, backup: Path) -> None:
    """Each damage is said, and nothing is written over what may be left."""
    segment = _raw_segment(t)
    logs = segment.parent.parent
    t.broker.terminate()
    shutil.copytree(logs, backup)

    def restore() -> None:
        t.broker.terminate()
        shutil.rmtree(logs)
        shutil.copytree(backup, logs)

    # The mark of a formatted folder is gone: formatting anew would forget every record.
    (logs / "meta.properties").unlink()
    with pytest.raises(BrokerError, match=r"has run on .* is gone: restore"):
        t.broker.start()
    # All records are gone.
    shutil.rmtree(logs)
    with pytest.raises(BrokerError, match=r"has run on .* is gone: restore"):
        t.broker.start()
    logs.mkdir()
    restore()

    # The list of topics cannot be read: Kafka runs on without them.
    (logs / "__cluster_metadata-0" / f"{0:020d}.log").write_bytes(GARBAGE * 1000)
    for _ in range(2):
        with pytest.raises(BrokerError, match=r"list of topics .* is damaged"):
            t.broker.start()
    restore()

    # A bit of a record has turned over: it is not read, nor skipped.
    hurt = bytearray(segment.read_bytes())
    hurt[len(hurt) // 2] ^= 1
    segment.write_bytes(hurt)
    t.broker.start()
    worker = t.system.start("clean")
    assert t.system.exit_status(worker, STEP_SECONDS) == EXIT_STOP
    assert "what Kafka keeps is damaged; restore its records" in t.system.log_tail()
    restore()
    t.broker.start()


def _lose_the_data_folder(t: Trial, data: Path) -> None:
    """Workers need nothing of it but a place to leave their addresses."""
    _spoil(data)
    t.system.start_all()
    before = t.system.progress()
    wait_until(lambda: t.system.progress() > before, STEP_SECONDS, "it works", t.system.revive)
    resumed = t.system.command("resume", "clean")
    assert (resumed.returncode, resumed.stderr.count("Traceback")) == (1, 0), resumed.stderr
    shutil.rmtree(data)
    resumed = t.system.command("resume", "clean")
    assert "no worker of clean runs with this data folder" in resumed.stderr
    for stage in ("clean", "dedup"):
        t.system.kill(t.system.of(stage)[0])


@pytest.mark.timeout(1800)
@pytest.mark.faults(row=11)
@pytest.mark.parametrize("seed", SEEDS)
def test_damage_is_said_or_does_no_harm(seed: int, trial: MakeTrial, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with trial(generate(seed, RECORDS), data_dir=str(data)) as t:
        _damage_kafkas_folder(t, tmp_path / "backup")
        _lose_the_data_folder(t, data)
        t.settle()
        assert Counter(t.system.exits) == {("clean", EXIT_STOP): 1, ("clean", -9): 1,
                                           ("dedup", -9): 1}  # fmt: skip
        shutil.rmtree(data)
        data.write_bytes(GARBAGE)
        refused = t.system.start("clean")
        assert t.system.exit_status(refused, STEP_SECONDS) == EXIT_STOP
        assert f"the data folder {data} cannot be used" in t.system.log_tail()
        assert "Traceback" not in t.system.log_tail(100_000)
