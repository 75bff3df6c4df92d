"""How every client reaches Kafka: address, TLS, SASL, and patience."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ssl import SSLContext
from typing import Any

import aiokafka.helpers
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient

from agents.settings import Settings, SettingsError

# A broker that restarts answers within this; a client that waits longer hides that it is gone.
REQUEST_TIMEOUT_MS = 40_000
METADATA_MAX_AGE_MS = 30_000

# aiokafka prints the addresses that it tried as Python has them.
_ADDRESS = re.compile(r"\('([^'()]{1,255})', (\d{1,5}), <[^<>]{1,40}>\)")


def ssl_context(settings: Settings) -> SSLContext | None:
    """The TLS context, or None for a plain connection.

    Raises SettingsError for files that cannot be used.
    """
    if "SSL" not in settings.security_protocol:
        return None
    password = settings.ssl_key_password
    try:
        context: SSLContext = aiokafka.helpers.create_ssl_context(
            cafile=_text(settings.ssl_ca_file),
            certfile=_text(settings.ssl_certificate_file),
            keyfile=_text(settings.ssl_key_file),
            password=password.get_secret_value() if password else None,
        )
    except OSError as error:
        raise SettingsError(f"a WIRECOPY_SSL_*_FILE cannot be used: {error}") from None
    return context


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that all aiokafka clients share."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap(),
        "security_protocol": settings.security_protocol,
        "request_timeout_ms": REQUEST_TIMEOUT_MS,
        "metadata_max_age_ms": METADATA_MAX_AGE_MS,
    }
    if (context := ssl_context(settings)) is not None:
        options["ssl_context"] = context
    if settings.security_protocol.startswith("SASL"):
        assert settings.sasl_password is not None  # the settings' own validator
        options["sasl_mechanism"] = settings.sasl_mechanism
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password.get_secret_value()
    return options


@asynccontextmanager
async def admin_client(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client, started and closed."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


@asynccontextmanager
async def reading_consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group that sees committed records only, started and stopped."""
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


def kafka_words(error: BaseException) -> str:
    """What a Kafka client's error says, with addresses as people write them."""
    return _ADDRESS.sub(r"\1:\2", str(error))


def writing_producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    """An idempotent producer that waits for all replicas; not started."""
    return AIOKafkaProducer(
        **client_options(settings), acks="all", enable_idempotence=True, **options
    )
