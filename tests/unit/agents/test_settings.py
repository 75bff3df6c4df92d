"""Settings come from the environment; a wrong one is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agents.settings import Settings, SettingsError, load_settings
from broker import address


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        if variable.startswith("WIRECOPY_"):
            monkeypatch.delenv(variable)


def test_without_a_variable_the_defaults_hold() -> None:
    settings = load_settings()
    assert (settings.topic_prefix, settings.partitions, settings.lanes) == ("news", 4, 1)
    assert settings.output_retention_days == 40
    assert settings.http_host == "127.0.0.1"


def test_a_variable_sets_its_setting_and_an_override_comes_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WIRECOPY_PARTITIONS", "8")
    monkeypatch.setenv("WIRECOPY_TOPIC_PREFIX", "desk")
    assert load_settings().partitions == 8
    assert load_settings(partitions=2).partitions == 2
    assert load_settings().topic("dead-letters") == "desk.dead-letters"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARTITIONS", "many"),
        ("PARTITIONS", "0"),
        ("TOPIC_PREFIX", "no spaces"),
        ("TOPIC_PREFIX", ""),
        ("BATCH_SECONDS", "4"),
        ("SECURITY_PROTOCOL", "TLS"),
        ("LOG_LEVEL", "loud"),
        ("HTTP_PORT", "65536"),
        ("DEAD_LETTER_SHARE", "0"),
        ("SESSION_TIMEOUT_SECONDS", "1"),
    ],
)
def test_a_wrong_value_names_its_variable(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"WIRECOPY_{name}", value)
    with pytest.raises(SettingsError, match=f"^WIRECOPY_{name}: ") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


def test_a_wrong_prefix_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_TOPIC_PREFIX", "a/b")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    said = "WIRECOPY_TOPIC_PREFIX: letters, digits, '.', '_' and '-' make a prefix, 100 at most"
    assert str(caught.value) == said


def test_a_secret_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(" s3cret\n")
    monkeypatch.setenv("WIRECOPY_SASL_PASSWORD_FILE", str(tmp_path / "password"))
    password = load_settings().sasl_password
    assert password is not None
    assert password.get_secret_value() == " s3cret"


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_SASL_PASSWORD", "s3cret")
    monkeypatch.setenv("WIRECOPY_SSL_KEY_PASSWORD", "t0psecret")
    settings = load_settings()
    assert "s3cret" not in repr(settings) + str(settings.model_dump())
    assert "t0psecret" not in settings.model_dump_json()


def test_a_secret_file_that_cannot_be_read_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WIRECOPY_SASL_PASSWORD_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match=r"^WIRECOPY_SASL_PASSWORD_FILE: "):
        load_settings()


def test_a_setting_that_is_a_file_itself_is_not_read_as_a_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WIRECOPY_SSL_CA_FILE", str(tmp_path / "ca.pem"))
    assert load_settings().ssl_ca_file == tmp_path / "ca.pem"


def test_the_shortest_interval_of_feeds_may_not_be_longer_than_the_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WIRECOPY_FEEDS_INTERVAL_MIN_SECONDS", "7200")
    assert load_settings().feeds_interval_min_seconds == 7200
    monkeypatch.setenv("WIRECOPY_FEEDS_INTERVAL_MAX_SECONDS", "3600")
    with pytest.raises(SettingsError, match="INTERVAL_MIN_SECONDS is more than"):
        load_settings()


def test_sasl_needs_a_name_and_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("WIRECOPY_SASL_USERNAME", "me")
    with pytest.raises(SettingsError, match="WIRECOPY_SASL_PASSWORD"):
        load_settings()
    monkeypatch.setenv("WIRECOPY_SASL_PASSWORD", "x")
    assert load_settings().sasl_username == "me"


def test_all_names_in_kafka_derive_from_the_prefix() -> None:
    settings = Settings(topic_prefix="desk")
    names = [settings.topic("raw"), settings.group("clean"), settings.transactional_id("dedup", 3)]
    assert names == ["desk.raw", "desk-clean", "desk-dedup-3"]


def test_without_a_configured_kafka_the_embedded_one_of_the_data_folder_is_used(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    assert address.read(tmp_path) is None
    with pytest.raises(SettingsError, match="wirecopy up"):
        settings.bootstrap()
    assert Settings(data_dir=tmp_path, bootstrap_servers="k:9092").bootstrap() == "k:9092"
