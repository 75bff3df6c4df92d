"""The embedded Kafka keeps what it acknowledged, ends when it should, says why it cannot run."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from broker import address, ports
from broker.errors import BrokerError
from broker.kafka import KafkaBroker

# Starts a broker on the folder given, says so, and waits.
OWNER = """
import sys, time
from pathlib import Path
from broker.kafka import KafkaBroker
broker = KafkaBroker(Path(sys.argv[1]))
broker.start()
print("started", flush=True)
time.sleep(300)
"""


@pytest.fixture(scope="module")
def _module_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    with KafkaBroker(tmp_path_factory.mktemp("own")) as broker:
        yield broker


@pytest.fixture
def own_kafka(_module_kafka: KafkaBroker) -> KafkaBroker:
    """A running broker that the test may stop and kill; each test writes to its own topic."""
    _module_kafka.start()
    return _module_kafka


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)


def write(broker: KafkaBroker, topic: str, *values: bytes) -> None:
    async def produce() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
        await admin.start()
        await admin.create_topics([NewTopic(topic, 1, 1)])
        await admin.close()
        async with AIOKafkaProducer(
            bootstrap_servers=broker.bootstrap_servers,
            acks="all",
            max_request_size=16 * 1024 * 1024,
        ) as producer:
            for value in values:
                await producer.send_and_wait(topic, value)

    asyncio.run(produce())


def read(broker: KafkaBroker, topic: str, count: int) -> list[bytes]:
    async def consume() -> list[bytes]:
        partition = TopicPartition(topic, 0)
        async with AIOKafkaConsumer(
            bootstrap_servers=broker.bootstrap_servers,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        ) as consumer:
            consumer.assign([partition])
            return [(await consumer.getone()).value for _ in range(count)]

    return asyncio.run(asyncio.wait_for(consume(), 30))


def test_a_started_broker_answers_and_announces_itself(kafka: KafkaBroker) -> None:
    assert kafka.is_running
    announced = address.read(kafka.log_path.parent.parent)
    assert announced == address.Address(kafka.bootstrap_servers, os.getpid())


def test_the_clients_largest_record_is_taken(own_kafka: KafkaBroker, topic: str) -> None:
    largest = os.urandom(1024) * (8 * 1024 + 256)
    write(own_kafka, topic, largest)
    assert read(own_kafka, topic, 1) == [largest]


def test_a_restart_keeps_the_address_and_the_records(own_kafka: KafkaBroker, topic: str) -> None:
    write(own_kafka, topic, b"one", b"two")
    before, process = own_kafka.bootstrap_servers, own_kafka.pid
    own_kafka.restart()
    assert own_kafka.bootstrap_servers == before
    assert own_kafka.pid != process
    assert read(own_kafka, topic, 2) == [b"one", b"two"]


def test_what_was_acknowledged_survives_kill_9(own_kafka: KafkaBroker, topic: str) -> None:
    write(own_kafka, topic, b"one", b"two")
    before = own_kafka.bootstrap_servers
    own_kafka.kill()
    assert own_kafka.pid is None
    assert address.read(own_kafka.log_path.parent.parent) is None
    own_kafka.start()
    assert own_kafka.bootstrap_servers == before
    assert read(own_kafka, topic, 2) == [b"one", b"two"]


def test_other_ports_serve_the_same_records_until_fresh_forgets_them(
    tmp_path: Path, topic: str
) -> None:
    with KafkaBroker(tmp_path) as first:
        write(first, topic, b"old")
    (tmp_path / "kafka" / "ports.json").unlink()
    with KafkaBroker(tmp_path, port=ports.choose()) as moved:
        assert moved.bootstrap_servers != first.bootstrap_servers
        assert read(moved, topic, 1) == [b"old"]
    with KafkaBroker(tmp_path, fresh=True) as fresh:
        write(fresh, topic, b"new")
        assert read(fresh, topic, 1) == [b"new"]


def test_the_broker_ends_with_an_owner_that_is_killed_and_its_folder_serves_again(
    tmp_path: Path, topic: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        owner.kill()
        owner.wait()
    # Started at once; the orphan has yet to let go of its records.
    with KafkaBroker(tmp_path) as heir:
        write(heir, topic, b"one")
        assert read(heir, topic, 1) == [b"one"]


def test_a_ctrl_c_in_the_terminal_does_not_reach_the_broker(own_kafka: KafkaBroker) -> None:
    assert own_kafka.pid is not None
    assert os.getsid(own_kafka.pid) != os.getsid(0)


def test_a_folder_in_use_is_refused_with_the_address_of_its_broker(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        announced = address.read(tmp_path)
        assert announced is not None
        with pytest.raises(BrokerError, match=f"already runs.*{announced.bootstrap_servers}"):
            KafkaBroker(tmp_path, fresh=True).start()
        owner.send_signal(signal.SIGTERM)


def test_a_setting_that_kafka_refuses_is_named_in_a_readable_error(tmp_path: Path) -> None:
    broker = KafkaBroker(tmp_path, extra={"num.io.threads": "many"})
    with pytest.raises(BrokerError, match="correct the setting") as raised:
        broker.start()
    assert "num.io.threads" in raised.value.log
    assert "\tat " not in raised.value.log
    assert not broker.is_running


def test_the_log_of_a_start_is_readable(kafka: KafkaBroker) -> None:
    assert "Kafka Server started" in kafka.log_path.read_text()
    assert len(kafka.log_tail(3).splitlines()) == 3
