"""The node's settings say what the product relies on, in Java's syntax."""

from pathlib import Path

import pytest

from broker.properties import LARGEST_MESSAGE_BYTES, render, server_properties

MIB = 1024 * 1024
FORTY_DAYS_MINUTES = 40 * 24 * 60


def settings(**extra: str) -> dict[str, str]:
    return server_properties(
        port=21000, controller_port=21001, log_dir=Path("/data/records"), extra=extra
    )


def test_the_node_listens_on_the_loopback_address_alone() -> None:
    assert settings()["listeners"] == ("PLAINTEXT://127.0.0.1:21000,CONTROLLER://127.0.0.1:21001")
    assert settings()["advertised.listeners"] == "PLAINTEXT://127.0.0.1:21000"
    assert settings()["controller.quorum.voters"] == "1@127.0.0.1:21001"


def test_topics_are_never_created_by_chance() -> None:
    assert settings()["auto.create.topics.enable"] == "false"


def test_records_carry_the_time_at_which_the_broker_appended_them() -> None:
    assert settings()["log.message.timestamp.type"] == "LogAppendTime"


def test_the_largest_record_of_the_topics_fits_with_the_headers_of_a_dead_letter() -> None:
    assert LARGEST_MESSAGE_BYTES > 8 * MIB + 256 * 1024
    assert settings()["message.max.bytes"] == str(LARGEST_MESSAGE_BYTES)


def test_committed_offsets_outlive_the_records_they_point_at() -> None:
    assert int(settings()["offsets.retention.minutes"]) > FORTY_DAYS_MINUTES


def test_own_settings_are_laid_over_ours() -> None:
    assert settings(**{"num.io.threads": "9"})["num.io.threads"] == "9"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("127.0.0.1:9092", r"127.0.0.1\:9092"),
        ("/home/a b/c=d", r"/home/a\ b/c\=d"),
        ("back\\slash", r"back\\slash"),
        ("# not a comment", r"\#\ not\ a\ comment"),
        ("/Žluťoučký", r"/\u017dlu\u0165ou\u010dk\u00fd"),
        ("\N{NEWSPAPER}", r"\ud83d\udcf0"),
        ("two\nlines", r"two\u000alines"),
    ],
)
def test_any_value_survives_javas_syntax(value: str, written: str) -> None:
    assert render({"log.dirs": value}) == f"log.dirs={written}\n"
