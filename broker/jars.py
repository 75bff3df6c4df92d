"""Kafka's jars: which ones, their checksums, where they lie, how they get there.

``jars.json`` beside this file pins every jar by Maven coordinate and SHA-256. They are fetched
once into a cache that all checkouts of a user share; with a filled cache nothing touches the
network. ``python -m broker.jars`` fills it.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

from broker.errors import BrokerError
from broker.runtime import MISSING_EXTRA

KAFKA_VERSION = "4.3.1"
_PARALLEL_FETCHES = 8
_FETCH_TIMEOUT_SECONDS = 60
_RETRY_PAUSES_SECONDS = (1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar: its Maven coordinate and the SHA-256 of its bytes, in hexadecimal."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


class Fetch(Protocol):
    """Fetches one jar into the folder ``scratch`` and returns where it put it."""

    def __call__(self, jar: Jar, scratch: Path) -> Path: ...


def pinned() -> tuple[Jar, ...]:
    """All jars of the embedded Kafka, in the order of the class path."""
    table = json.loads(resources.files("broker").joinpath("jars.json").read_text("utf-8"))
    jars = []
    for coordinate, sha256 in table.items():
        group, artifact, version = coordinate.split(":")
        jars.append(Jar(group, artifact, version, sha256))
    return tuple(jars)


def cache_dir() -> Path:
    """``WIRECOPY_CACHE_DIR``, else ``wirecopy`` in the user's cache folder (XDG)."""
    own = os.environ.get("WIRECOPY_CACHE_DIR")
    if own:
        return Path(own).expanduser().absolute()
    # The XDG specification has relative paths ignored.
    shared = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(shared) if os.path.isabs(shared) else Path.home() / ".cache") / "wirecopy"


def jars_dir() -> Path:
    return cache_dir() / f"kafka-{KAFKA_VERSION}"


def ensure(fetch: Fetch | None = None) -> list[Path]:
    """The verified jars; those that are missing are fetched first.

    Every jar is hashed on every call (44 MB, a tenth of a second): a damaged cache is found before
    Kafka runs it. Raises BrokerError for a wrong checksum, a fetch that fails, and a cache that
    cannot be written.
    """
    folder = jars_dir()
    jars = pinned()
    missing = [jar for jar in jars if not (folder / jar.file_name).is_file()]
    if missing:
        _fetch_all(missing, folder, fetch or _fetch_by_jgo)
    for jar in jars:
        path = folder / jar.file_name
        if _sha256(path) != jar.sha256:
            raise BrokerError(
                f"{path} is not the jar that wirecopy pins (its SHA-256 differs): "
                f"remove {folder} and run the command again."
            )
    return [folder / jar.file_name for jar in jars]


def _fetch_all(jars: list[Jar], folder: Path, fetch: Fetch) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Beside its destination, so that a jar arrives by a rename.
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=folder) as scratch:
            pool = ThreadPoolExecutor(_PARALLEL_FETCHES)
            try:
                list(pool.map(lambda jar: _fetch_one(jar, folder, Path(scratch), fetch), jars))
            finally:
                pool.shutdown(cancel_futures=True)
    except OSError as error:
        raise BrokerError(
            f"Kafka's jars cannot be kept in {folder} ({error}): "
            "free the folder or name another one in WIRECOPY_CACHE_DIR."
        ) from error


def _fetch_one(jar: Jar, folder: Path, scratch: Path, fetch: Fetch) -> None:
    fetched = fetch(jar, scratch)
    if _sha256(fetched) != jar.sha256:
        raise BrokerError(
            f"{jar.file_name} as fetched is not the jar that wirecopy pins (its SHA-256 differs): "
            "find out what alters it on its way from the Maven repository; it was not kept."
        )
    # Another process sees the whole jar or none.
    fetched.replace(folder / jar.file_name)


def _fetch_by_jgo(jar: Jar, scratch: Path) -> Path:
    try:
        from jgo.config import GlobalSettings
        from jgo.constants import MAVEN_CENTRAL_URL
        from jgo.maven import MavenContext
    except ImportError as error:
        raise BrokerError(MISSING_EXTRA) from error
    # jgo's own settings may name a mirror. Its folder is never theirs, lest ~/.m2 be filled.
    repositories = {"central": MAVEN_CENTRAL_URL, **GlobalSettings.load().repositories}
    for pause in (*_RETRY_PAUSES_SECONDS, None):
        context = MavenContext(
            # A folder for each try: jgo takes the torso of a broken download for the jar.
            repo_cache=Path(tempfile.mkdtemp(dir=scratch)),
            remote_repos=repositories,
            timeout=_FETCH_TIMEOUT_SECONDS,
        )
        component = context.project(jar.group, jar.artifact).at_version(jar.version)
        try:
            return component.artifact().resolve()
        except Exception as error:  # whatever its HTTP client raises, and RuntimeError of its own
            if pause is None:
                raise BrokerError(
                    f"{jar.file_name} cannot be fetched from the Maven repository: check the "
                    "network, or name a Kafka of your own in WIRECOPY_BOOTSTRAP_SERVERS.",
                    str(error),
                ) from error
            time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Fill the cache; 0 when all jars are there, 1 with one sentence on standard error if not."""
    started = time.monotonic()
    missing = sum(not (jars_dir() / jar.file_name).is_file() for jar in pinned())
    if missing:
        print(f"Fetching Apache Kafka {KAFKA_VERSION} ({missing} jars)", flush=True)
    try:
        jars = ensure()
    except BrokerError as error:
        print(error, file=sys.stderr)
        return 1
    if missing:
        print(f"{len(jars)} jars in {jars_dir()}, {time.monotonic() - started:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
