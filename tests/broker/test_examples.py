"""The consumers in examples/ miss nothing when they are killed, and see nothing taken back."""

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.partitioner import DefaultPartitioner
from confluent_kafka import Message, Producer

from broker.kafka import KafkaBroker
from schemas.article import Article

EXAMPLES = Path(__file__).parents[2] / "examples"
PARTITIONS = 4
WAIT_SECONDS = 90.0
POLL_SECONDS = 0.1
# More than the clients' fetch sizes (1 MiB), less than the largest article.
LARGE = 6 * 1024 * 1024
# Longer than a member of a group needs to fetch what was just written.
FETCH_SECONDS = 3.0

Revision = tuple[str, int, str]  # article id, revision, text


def create_topic(kafka: KafkaBroker, topic: str) -> None:
    async def create() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap_servers)
        await admin.start()
        await admin.create_topics([NewTopic(topic, PARTITIONS, 1)])
        await admin.close()

    asyncio.run(create())


def write(
    kafka: KafkaBroker, topic: str, revisions: Iterable[Revision], *, take_back: bool = False
) -> None:
    """Writes as dedup does, in one transaction, which is aborted where `take_back`."""

    async def produce() -> None:
        async with AIOKafkaProducer(
            bootstrap_servers=kafka.bootstrap_servers,
            transactional_id=f"{topic}-writer",
            max_request_size=2 * LARGE,
        ) as producer:
            await producer.begin_transaction()
            for article_id, revision, text in revisions:
                value = {
                    "lane": "default",
                    "article_id": article_id,
                    "revision": revision,
                    "title": None,
                    "text": text,
                }
                await producer.send(topic, json.dumps(value).encode(), key=article_id.encode())
            if take_back:
                await producer.flush()
                await producer.abort_transaction()
            else:
                await producer.commit_transaction()

    asyncio.run(produce())


class ExampleRun:
    """An example as a process, with what it stored."""

    def __init__(self, script: str, kafka: KafkaBroker, topic: str, folder: Path) -> None:
        self.database = folder / "articles.sqlite"
        self._log = folder / "log"
        self._command = [
            *(sys.executable, str(EXAMPLES / script)),
            *("--bootstrap-servers", kafka.bootstrap_servers, "--topic", topic),
            *("--database", str(self.database)),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, group: str) -> None:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*self._command, "--group", group], stdout=log, stderr=log
            )

    def end(self, number: int) -> int:
        """Sends the signal and returns the exit status."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(30)

    def handled(self) -> int:
        """Records that this process says it worked off, repeats included."""
        return sum(int(count) for count in re.findall(r"stored (\d+)", self._log.read_text()))

    def rows(self) -> dict[str, tuple[int, str]]:
        """Revision and text of each article id."""
        with closing(sqlite3.connect(self.database, timeout=60)) as connection:
            found = connection.execute("SELECT article_id, revision, text FROM articles")
            return {article_id: (revision, text) for article_id, revision, text in found}

    @contextmanager
    def locked_database(self) -> Iterator[None]:
        """Whoever wants to write waits, so that a batch is surely unfinished."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def wait_until(self, done: Callable[[], bool]) -> None:
        assert self._process is not None
        deadline = time.monotonic() + WAIT_SECONDS
        while not done():
            assert self._process.poll() is None, self._log.read_text()
            assert time.monotonic() < deadline, self._log.read_text()
            time.sleep(POLL_SECONDS)

    def kill_if_running(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@pytest.fixture(params=["consumer.py", "consumer_confluent.py"])
def script(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def topic(kafka: KafkaBroker, script: str, request: pytest.FixtureRequest) -> str:
    name = f"{request.node.originalname[:60]}.{script.removesuffix('.py')}"
    create_topic(kafka, name)
    return name


@pytest.fixture
def example(script: str, kafka: KafkaBroker, topic: str, tmp_path: Path) -> Iterator[ExampleRun]:
    run = ExampleRun(script, kafka, topic, tmp_path)
    yield run
    run.kill_if_running()


def test_an_example_stores_every_article_once_though_it_is_killed_in_its_work(
    kafka: KafkaBroker, topic: str, example: ExampleRun
) -> None:
    first = [(f"a{n}", 1, "as it first came") for n in range(100)]
    second = [(f"b{n}", 1, "as it first came") for n in range(299)]
    second.append(("large", 1, "x" * LARGE))
    ghosts = [(f"ghost{n}", 1, "taken back") for n in range(20)]
    revised = [(f"a{n}", 2, "corrected") for n in range(50)]
    late = [(f"a{n}", 1, "as it first came") for n in range(50)]

    write(kafka, topic, first)
    write(kafka, topic, [*ghosts, ("a0", 9, "taken back")], take_back=True)
    example.start("readers")
    example.wait_until(lambda: example.handled() == len(first))
    with example.locked_database():
        write(kafka, topic, second)
        time.sleep(FETCH_SECONDS)
        assert example.end(signal.SIGKILL) == -signal.SIGKILL
    assert len(example.rows()) == len(first), "the kill came before the work was done"

    example.start("readers")
    example.wait_until(lambda: len(example.rows()) == len(first) + len(second))
    write(kafka, topic, [*ghosts, ("b0", 9, "taken back")], take_back=True)
    write(kafka, topic, [*revised, *late])
    example.wait_until(lambda: example.handled() == len(second) + len(revised) + len(late))
    assert example.end(signal.SIGTERM) == 0

    expected = {article_id: (1, text) for article_id, _, text in [*first, *second]}
    expected |= {article_id: (2, text) for article_id, _, text in revised}
    assert example.rows() == expected

    # As if nothing had been committed: all of it comes again, and nothing changes.
    example.start("readers-from-the-beginning")
    written = len(first) + len(second) + len(revised) + len(late)
    example.wait_until(lambda: example.handled() == written)
    assert example.rows() == expected
    assert example.end(signal.SIGTERM) == 0


def test_a_member_that_joins_in_the_middle_of_a_batch_ends_nobody_and_loses_nothing(
    script: str, kafka: KafkaBroker, topic: str, example: ExampleRun, tmp_path: Path
) -> None:
    written: list[Revision] = []

    def write_some(count: int) -> None:
        some = [(f"a{len(written) + n}", 1, "as it first came") for n in range(count)]
        write(kafka, topic, some)
        written.extend(some)

    def joining_is_served() -> bool:
        write_some(20)
        return joining.handled() > 0

    (tmp_path / "joining").mkdir()
    joining = ExampleRun(script, kafka, topic, tmp_path / "joining")
    write_some(100)
    example.start("members")
    example.wait_until(lambda: example.handled() == 100)
    try:
        with example.locked_database():
            write_some(100)
            time.sleep(FETCH_SECONDS)
            joining.start("members")
            time.sleep(FETCH_SECONDS)
        joining.wait_until(joining_is_served)
        example.wait_until(lambda: len(example.rows() | joining.rows()) == len(written))
        assert joining.end(signal.SIGTERM) == 0
        assert example.end(signal.SIGTERM) == 0
    finally:
        joining.kill_if_running()


def test_the_fields_that_the_examples_read_are_fields_of_an_article(script: str) -> None:
    (statement,) = re.findall(r"VALUES \(([^)]*)\)", (EXAMPLES / script).read_text())
    fields = {name.strip().removeprefix(":") for name in statement.split(",")}
    assert fields == {"lane", "article_id", "revision", "title", "text"}
    assert fields <= Article.model_fields.keys()


def test_librdkafka_puts_a_source_where_other_clients_do_with_murmur2_random_only(
    kafka: KafkaBroker,
) -> None:
    sources = [f"source-{n}".encode() for n in range(64)]
    create_topic(kafka, "partitioners")
    choose = DefaultPartitioner()
    everywhere = list(range(PARTITIONS))
    ours = {source: choose(source, everywhere, everywhere) for source in sources}

    def placed(settings: dict[str, str]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}

        def delivered(error: object, message: Message) -> None:
            assert error is None
            found[message.key() or b""] = message.partition() or 0

        producer = Producer({"bootstrap.servers": kafka.bootstrap_servers, **settings})
        for source in sources:
            producer.produce("partitioners", b"{}", key=source, on_delivery=delivered)
        producer.flush(30)
        return found

    assert placed({"partitioner": "murmur2_random"}) == ours
    differ = Counter(ours[source] != where for source, where in placed({}).items())
    assert differ[True] > len(sources) / 2
