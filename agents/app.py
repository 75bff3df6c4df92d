"""A stage as a Faust app, with our consumer below it."""

from __future__ import annotations

from typing import Any, cast

import faust
from faust.types.enums import ProcessingGuarantee
from yarl import URL

from agents.batches import StageAgent, consume_batches
from agents.connection import REQUEST_TIMEOUT_MS, ssl_context
from agents.consumer import CommittedReadTransport
from agents.context import StageContext
from agents.settings import Settings
from schemas.limits import LARGEST_VALUE, RECORD_OVERHEAD

# Replays after a kill are what lies between two commits.
COMMIT_INTERVAL_SECONDS = 0.5
HEARTBEAT_SECONDS = 3.0
# The main loop must answer a revocation within it: a batch is 3 s at most, a rebuild is longer.
REBALANCE_TIMEOUT_SECONDS = 120.0


def faust_app(settings: Settings, stage: str, batch_records: int) -> faust.App:
    """A Faust app without Tables, whose consumer reads committed records only.

    It buffers one batch of `batch_records` beside the batch in hand: that bounds memory (8 MiB a
    record at worst), what a rebalance throws away, and how long a partition waits for its turn.
    Must not declare topics, elect leaders or serve web pages: topics are made by an explicit
    command, and health is served beside the event loop.
    """
    return faust.App(
        settings.group(stage),
        broker=[URL(f"kafka://{server}") for server in settings.bootstrap().split(",")],
        broker_credentials=_credentials(settings),
        datadir=settings.folder("faust", stage),
        processing_guarantee=ProcessingGuarantee.AT_LEAST_ONCE,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        web_enabled=False,
        worker_redirect_stdouts=False,
        broker_commit_interval=COMMIT_INTERVAL_SECONDS,
        broker_session_timeout=settings.session_timeout_seconds,
        broker_heartbeat_interval=min(HEARTBEAT_SECONDS, settings.session_timeout_seconds / 3),
        broker_rebalance_timeout=REBALANCE_TIMEOUT_SECONDS,
        broker_request_timeout=max(
            REQUEST_TIMEOUT_MS / 1000, settings.session_timeout_seconds + 10
        ),
        broker_max_poll_records=batch_records,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=LARGEST_VALUE["extracted"] + RECORD_OVERHEAD,
        stream_buffer_maxsize=batch_records,
        stream_wait_empty=True,
        # Log levels and handlers are the command line's business.
        loghandlers=[],
    )


def _credentials(settings: Settings) -> Any:
    context = ssl_context(settings)
    if settings.security_protocol.startswith("SASL"):
        assert settings.sasl_password is not None  # the settings' own validator
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context is not None else None


def attach(app: faust.App, agent: StageAgent, context: StageContext) -> None:
    """Makes `agent` the one consumer of `app`."""
    app.transport = CommittedReadTransport(app.conf.broker_consumer, app, loop=None)
    topic = app.topic(
        agent.input_topic, key_type=bytes, value_type=bytes, key_serializer="raw",
        value_serializer="raw",
    )  # fmt: skip

    async def run(stream: Any) -> None:
        await consume_batches(app, stream, agent, context)

    async def on_assigned(_app: Any, assigned: Any, **_: Any) -> None:
        partitions = {tp.partition for tp in assigned if tp.topic == agent.input_topic}
        context.progress.partitions = tuple(sorted(partitions))
        await agent.assigned(partitions)

    app.agent(topic, name=agent.stage, concurrency=1)(run)
    # Faust's signal types do not match its own senders.
    app.on_partitions_assigned.connect(cast(Any, on_assigned), weak=False)
