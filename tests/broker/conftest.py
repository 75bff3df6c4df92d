"""One real Kafka for all tests of a session, and whole systems on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker.kafka import KafkaBroker
from tests.support.system import System

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.broker)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    """A running broker; tests keep apart by topic prefixes of their own, and leave it running."""
    with KafkaBroker(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


MakeSystem = Callable[..., System]


@pytest.fixture(scope="module")
def make_system(
    kafka: KafkaBroker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MakeSystem]:
    """Makes a system with its own topics, named by the prefix; keywords are WIRECOPY_ settings.
    No worker runs yet; all are ended with the module."""
    made: list[System] = []

    def make(prefix: str, **settings: str) -> System:
        environment = {f"WIRECOPY_{name.upper()}": value for name, value in settings.items()}
        folder = tmp_path_factory.mktemp(prefix)
        system = System(kafka.bootstrap_servers, folder, prefix, environment)
        system.create_topics()
        made.append(system)
        return system

    yield make
    for system in made:
        system.close()


@pytest.fixture(scope="session")
def running(kafka: KafkaBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A whole running system for tests that hurt nothing: they keep apart by lanes of their own,
    and leave one worker of each stage running."""
    folder = tmp_path_factory.mktemp("running")
    system = System(kafka.bootstrap_servers, folder, "running")
    system.create_topics()
    system.start_all()
    yield system
    system.close()
