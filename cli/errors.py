"""Errors as one sentence with the remedy, and the exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from aiokafka.errors import KafkaError

from agents.connection import kafka_words
from agents.failstop import EXIT_RESTART, EXIT_STOP, StopForGoodError, exit_status
from agents.settings import SettingsError
from agents.topics import TopicsError
from broker.errors import BrokerError

EXIT_NEGATIVE = 1  # the command ran, and its answer is no: a sum is off, inputs were refused
EXIT_USAGE = 2  # the command line or an input path is wrong


class CommandError(Exception):
    """Something the user can mend; the text says what and how."""

    def __init__(self, message: str, status: int = EXIT_USAGE) -> None:
        super().__init__(message)
        self.status = status


def fail(message: str, status: int) -> NoReturn:
    """Ends the command with one sentence on standard error."""
    typer.echo(f"wirecopy: {message}", err=True)
    raise typer.Exit(status)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Known errors become one sentence and a documented status; unknown ones stay what they are."""
    try:
        yield
    except CommandError as error:
        fail(str(error), error.status)
    except (SettingsError, TopicsError, StopForGoodError) as error:
        fail(str(error), exit_status(error))
    except BrokerError as error:
        fail(str(error), EXIT_STOP)
    except KafkaError as error:
        words = kafka_words(error)
        fail(f"Kafka does not answer as it should ({words}): is it running?", EXIT_RESTART)
    except BrokenPipeError:
        # Whoever read our output has enough, as `head` does.
        raise typer.Exit(0) from None
    except OSError as error:
        fail(f"{error}: correct the path, or its rights", EXIT_USAGE)
