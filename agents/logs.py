"""Log lines: for people on a terminal, as JSON for machines; always on standard error."""

from __future__ import annotations

import logging
import sys

import structlog

from agents.settings import Settings

# Faust and aiokafka create three debug records an event even when nobody reads them, and tell of
# every rebalance at length; their warnings matter, their chatter does not. Faust names its loggers
# after the module of the class: two of ours are such classes.
_QUIET = ("faust", "mode", "aiokafka", "asyncio", "agents.consumer", "agents.worker")


REPEAT_SECONDS = 10.0


class SayOnce(logging.Filter):
    """Drops a library's line that was said within the last seconds: a client without its broker
    says the same hundreds of times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to let `record` pass. By its template: its arguments vary with each try."""
        if record.name == "wirecopy":
            return True
        key = f"{record.name} {record.msg}"
        last = self._said.get(key)
        if last is not None and record.created - last < REPEAT_SECONDS:
            return False
        self._said[key] = record.created
        return True


def configure_logging(settings: Settings) -> None:
    """Sets up structlog and the standard library's loggers for this process."""
    level = logging.getLevelNamesMapping()[settings.log_level]
    processors: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            pad_event_to=0,
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(SayOnce())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
