"""The configuration of the single node, ``server.properties``."""

from collections.abc import Mapping
from pathlib import Path

from broker.ports import LOOPBACK

NODE_ID = 1

# The largest record of any topic (8 MiB), the headers of a dead letter (256 KiB), and room for the
# framing of a batch.
LARGEST_MESSAGE_BYTES = (8 * 1024 + 256 + 64) * 1024

_DAY_MINUTES = 24 * 60


def server_properties(
    *, port: int, controller_port: int, log_dir: Path, extra: Mapping[str, str]
) -> dict[str, str]:
    """All settings of the node that listens on ``port``; ``extra`` is laid over them."""
    return {
        "process.roles": "broker,controller",
        "node.id": str(NODE_ID),
        # A fixed quorum and not a recorded one: the record would keep the controller's port of the
        # first start.
        "controller.quorum.voters": f"{NODE_ID}@{LOOPBACK}:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "log.dirs": str(log_dir),
        # Topics are created by a command, with the partitions and policies that we mean.
        "auto.create.topics.enable": "false",
        "message.max.bytes": str(LARGEST_MESSAGE_BYTES),
        "log.message.timestamp.type": "LogAppendTime",
        "log.retention.hours": "168",
        "log.cleaner.enable": "true",
        # One replica of everything, and no delay meant for many members that start together.
        "offsets.topic.replication.factor": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "group.initial.rebalance.delay.ms": "0",
        # A group that stood still as long as its longest input is kept finds its place again.
        "offsets.retention.minutes": str(45 * _DAY_MINUTES),
        # After a crash the controller, restarted too, takes the broker for alive and refuses it
        # this long (9 s by default). Nobody else is there to be spared a false alarm.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "1000",
        # A small node: every partition of an internal topic costs files and time at each start.
        "offsets.topic.num.partitions": "4",
        "transaction.state.log.num.partitions": "4",
        "share.coordinator.state.topic.num.partitions": "1",
        "num.network.threads": "2",
        "num.io.threads": "4",
        "background.threads": "2",
        "log.cleaner.threads": "1",
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
        "log.cleaner.io.buffer.size": str(128 * 1024),
        # The controller writes a no-op record twice a second otherwise, for followers we lack.
        "metadata.max.idle.interval.ms": "0",
        **extra,
    }


def render(properties: Mapping[str, str]) -> str:
    """The text of a Java properties file in ISO-8859-1, one setting a line."""
    return "".join(f"{_escape(name)}={_escape(value)}\n" for name, value in properties.items())


def _escape(text: str) -> str:
    # In values only the backslash, a leading blank and what ends a line have a meaning; in names
    # ``=``, ``:`` and blanks too. Escaping is allowed everywhere. What is not ASCII is given in
    # UTF-16 units, as Java reads it.
    escaped = []
    for character in text:
        if character in "\\=:#! ":
            escaped.append("\\" + character)
        elif " " < character <= "~":
            escaped.append(character)
        else:
            units = character.encode("utf-16-be")
            escaped += [f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2)]
    return "".join(escaped)
