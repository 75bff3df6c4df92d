"""The jars are those that are pinned, or Kafka does not run."""

import hashlib
import re
from pathlib import Path

import pytest

from broker import jars
from broker.errors import BrokerError
from broker.jars import Jar

CONTENT = b"a jar"
PINNED = Jar("org.example", "thing", "1.0", hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the jars in an empty cache, with one pinned jar."""
    monkeypatch.setenv("WIRECOPY_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(jars, "pinned", lambda: (PINNED,))
    return tmp_path / f"kafka-{jars.KAFKA_VERSION}"


def fetch_of(content: bytes) -> jars.Fetch:
    def fetch(jar: Jar, scratch: Path) -> Path:
        path = scratch / jar.file_name
        path.write_bytes(content)
        return path

    return fetch


def no_fetch(jar: Jar, scratch: Path) -> Path:
    raise AssertionError(f"{jar} was fetched")


def test_every_jar_is_pinned_by_a_sha256_and_all_file_names_differ() -> None:
    pinned = jars.pinned()
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in pinned)
    assert len({jar.file_name for jar in pinned}) == len(pinned)


def test_the_pinned_jars_are_kafka_of_the_stated_version_and_a_back_end_for_its_log() -> None:
    names = {jar.file_name for jar in jars.pinned()}
    assert f"kafka_2.13-{jars.KAFKA_VERSION}.jar" in names
    assert any(name.startswith("slf4j-simple-") for name in names)


def test_a_missing_jar_is_fetched_and_kept(folder: Path) -> None:
    assert jars.ensure(fetch_of(CONTENT)) == [folder / "thing-1.0.jar"]
    assert [path.name for path in folder.iterdir()] == ["thing-1.0.jar"]


def test_a_filled_cache_needs_no_network(folder: Path) -> None:
    jars.ensure(fetch_of(CONTENT))
    assert jars.ensure(no_fetch) == [folder / "thing-1.0.jar"]


def test_a_jar_altered_on_its_way_is_refused_and_not_kept(folder: Path) -> None:
    with pytest.raises(BrokerError, match=r"thing-1\.0\.jar as fetched is not the jar"):
        jars.ensure(fetch_of(b"another jar"))
    assert list(folder.iterdir()) == []


def test_a_jar_altered_in_the_cache_is_refused_with_the_remedy(folder: Path) -> None:
    jars.ensure(fetch_of(CONTENT))
    (folder / "thing-1.0.jar").write_bytes(b"damaged")
    with pytest.raises(BrokerError, match=r"SHA-256 differs.*remove .* and run the command again"):
        jars.ensure(no_fetch)


def test_a_cache_that_cannot_be_written_is_said_with_the_remedy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("WIRECOPY_CACHE_DIR", str(tmp_path / "file"))
    with pytest.raises(BrokerError, match="WIRECOPY_CACHE_DIR"):
        jars.ensure(no_fetch)


def test_the_cache_is_shared_under_the_xdg_folder_unless_it_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WIRECOPY_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert jars.cache_dir() == Path("/elsewhere/wirecopy")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setenv("HOME", "/home/someone")
    assert jars.cache_dir() == Path("/home/someone/.cache/wirecopy")
    monkeypatch.setenv("WIRECOPY_CACHE_DIR", "/mine")
    assert jars.cache_dir() == Path("/mine")


def test_filling_the_cache_says_in_one_line_why_it_failed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def offline(jar: Jar, scratch: Path) -> Path:
        raise BrokerError(f"{jar.file_name} cannot be fetched: check the network.")

    monkeypatch.setattr(jars, "_fetch_by_jgo", offline)
    assert jars.main() == 1
    assert capsys.readouterr().err == "thing-1.0.jar cannot be fetched: check the network.\n"
