"""Free ports on the loopback address."""

import contextlib
import random
import socket

from broker.errors import BrokerError

LOOPBACK = "127.0.0.1"

# Below every system's range for outgoing connections (Linux from 32768, macOS from 49152). A
# client that keeps reconnecting to a stopped broker could otherwise be given the broker's own port
# as its source, connect to itself, and hold the port when the broker comes back.
_FIRST, _LAST = 20_000, 32_000
_TRIES = 200


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` of the loopback address now."""
    with contextlib.closing(socket.socket()) as probe:
        # As Java's server sockets have it: connections in TIME_WAIT do not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def choose(*, but: int | None = None) -> int:
    """A free port other than ``but``, drawn at random so that two brokers rarely want the same."""
    draw = random.SystemRandom()
    for _ in range(_TRIES):
        port = draw.randrange(_FIRST, _LAST)
        if port != but and is_free(port):
            return port
    raise BrokerError(
        f"No free port was found between {_FIRST} and {_LAST} on {LOOPBACK}: "
        "stop what takes them, or give Kafka a port yourself."
    )
