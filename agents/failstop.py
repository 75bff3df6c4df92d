"""Fail-stop: nothing escapes an agent, since Faust acknowledges and loses what does.

Whatever is wrong with one article is handled before it comes here (a dead letter). All else ends
the process at once, before anything is acknowledged, with a status that says what to do next.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import traceback
from typing import NoReturn

import structlog
from aiokafka.errors import CorruptRecordException, KafkaError, ProducerFenced

from agents.connection import kafka_words
from agents.settings import BrokerAwayError, SettingsError
from agents.topics import TopicsError

EXIT_RESTART = 75  # EX_TEMPFAIL: fenced, broker gone, no progress: start me again
EXIT_STOP = 78  # EX_CONFIG: settings, topics, lost input, a newer schema: do not

log = structlog.get_logger("wirecopy")


class StopForGoodError(Exception):
    """A restart cannot help; the text says why and what does."""


def exit_status(error: BaseException) -> int:
    """The status with which a process that met `error` ends."""
    if isinstance(error, BrokerAwayError):
        return EXIT_RESTART
    # A module that is missing now will be missing again.
    if isinstance(error, StopForGoodError | SettingsError | TopicsError | ImportError):
        return EXIT_STOP
    # TCP has checksums of its own: these bytes lie like this on the broker's disk.
    if isinstance(error, CorruptRecordException):
        return EXIT_STOP
    return EXIT_RESTART


def fail_stop(error: BaseException, stage: str) -> NoReturn:
    """Ends the process now: no handler, no `finally`, no acknowledgement runs after this."""
    status = exit_status(error)
    expected = isinstance(
        error, KafkaError | StopForGoodError | SettingsError | TopicsError | asyncio.CancelledError
    )
    log.error(
        "stopping",
        stage=stage,
        status=status,
        error=type(error).__name__,
        reason=_reason(error),
        **({} if expected else {"trace": "".join(traceback.format_exception(error))}),
    )
    logging.shutdown()
    sys.stderr.flush()
    os._exit(status)


def _reason(error: BaseException) -> str:
    if isinstance(error, ProducerFenced):
        return "another worker owns this partition now"
    if isinstance(error, CorruptRecordException):
        return f"{error}: what Kafka keeps is damaged; restore its records from a copy"
    if isinstance(error, asyncio.CancelledError):
        return "the agent was cancelled in the middle of a batch"
    return kafka_words(error)
