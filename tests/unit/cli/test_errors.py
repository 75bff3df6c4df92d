"""Known errors are one sentence and a documented status; unknown ones stay what they are."""

from __future__ import annotations

import pytest
import typer
from aiokafka.errors import KafkaConnectionError

from agents.failstop import StopForGoodError
from agents.settings import SettingsError
from agents.topics import TopicsError
from broker.errors import BrokerError
from cli.errors import CommandError, plain_errors


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CommandError("no such file"), 2),
        (CommandError("the sum is off", 1), 1),
        (SettingsError("PARTITIONS is wrong"), 78),
        (TopicsError("topics missing"), 78),
        (StopForGoodError("a newer schema"), 78),
        (BrokerError("no jars"), 78),
        (KafkaConnectionError(), 75),
    ],
)
def test_a_known_error_is_one_sentence_on_standard_error(
    error: Exception, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended, plain_errors():
        raise error
    assert ended.value.exit_code == status
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("wirecopy: ")
    assert said.err.count("\n") == 1


def test_a_reader_that_has_enough_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, plain_errors():
        raise BrokenPipeError
    assert ended.value.exit_code == 0
    assert capsys.readouterr().err == ""


def test_an_unknown_error_stays_what_it_is() -> None:
    with pytest.raises(ZeroDivisionError), plain_errors():
        raise ZeroDivisionError


def test_a_kafka_that_is_away_is_named_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    tried = "[('::1', 2, <AddressFamily.AF_INET6: 10>), ('kafka', 9092, <AddressFamily.AF_UNSPEC>)]"
    with pytest.raises(typer.Exit), plain_errors():
        raise KafkaConnectionError(f"Unable to bootstrap from {tried}")
    assert "from [::1:2, kafka:9092])" in capsys.readouterr().err
