"""What every agent is given: settings, clock, metrics, progress, and the way to refuse a record."""

from __future__ import annotations

from dataclasses import dataclass

from agents.clock import Clock
from agents.dead_letters import dead_letter
from agents.metrics import StageMetrics
from agents.pause import DeadLetterPause
from agents.progress import Progress
from agents.record import Outgoing, Record
from agents.settings import Settings
from pipeline.refusal import error_class
from schemas.headers import VersionHeader


@dataclass(frozen=True, slots=True)
class StageContext:
    """One stage of one process."""

    stage: str
    settings: Settings
    clock: Clock
    metrics: StageMetrics
    progress: Progress
    pause: DeadLetterPause

    def refuse(
        self, record: Record, error: Exception, version: VersionHeader | None = None
    ) -> Outgoing:
        """`record` as a dead letter, counted. `version` is what it is about, where known.

        Raises `error` where it is not about the record: memory that is short here and now.
        """
        if isinstance(error, MemoryError):
            raise error
        self.metrics.dead_letter(error_class(error))
        self.pause.count(dead=True)
        return dead_letter(
            self.settings, record, error, stage=self.stage, version=version, now=self.clock.now()
        )

    def handled(self) -> None:
        """Counts a record that is no dead letter."""
        self.pause.count(dead=False)


def stage_context(settings: Settings, stage: str, clock: Clock) -> StageContext:
    """A context with fresh counters."""
    metrics = StageMetrics(stage)
    pause = DeadLetterPause(share=settings.dead_letter_share, run=settings.dead_letter_run)
    metrics.paused.set_function(lambda: float(pause.paused))
    return StageContext(stage, settings, clock, metrics, Progress(clock), pause)
