"""Whether a broker answers: a metadata request through aiokafka's client."""

import asyncio
import logging
import socket
from concurrent.futures import ThreadPoolExecutor

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from broker.ports import LOOPBACK

_REQUEST_TIMEOUT_MS = 2_000
_CONNECT_TIMEOUT_SECONDS = 1.0


def answers(port: int) -> bool:
    """True when the broker on ``port`` of the loopback address answers for its cluster.

    An open port alone does not say so: Kafka listens before it can serve.
    """
    try:
        socket.create_connection((LOOPBACK, port), _CONNECT_TIMEOUT_SECONDS).close()
    except OSError:
        return False
    # In a thread, since the caller may be running an event loop of its own.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _has_brokers(f"{LOOPBACK}:{port}")).result()


async def _has_brokers(bootstrap_servers: str) -> bool:
    client = AIOKafkaClient(
        bootstrap_servers=bootstrap_servers, request_timeout_ms=_REQUEST_TIMEOUT_MS
    )
    logger = logging.getLogger("aiokafka")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # a broker that is not ready yet is no error here
    try:
        await client.bootstrap()
        return bool(client.cluster.brokers())
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        logger.setLevel(level)
        await client.close()
