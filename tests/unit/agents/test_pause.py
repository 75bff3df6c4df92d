"""A burst of dead letters holds a stage in place until a person says go on."""

from __future__ import annotations

import asyncio
import threading

from agents.pause import RECENT_RECORDS, DeadLetterPause


def pause(share: float = 0.5, run: int = 1000) -> DeadLetterPause:
    return DeadLetterPause(share=share, run=run)


def count(paused: DeadLetterPause, records: str) -> DeadLetterPause:
    """`x` is a dead letter, any other character is not."""
    for record in records:
        paused.count(dead=record == "x")
    return paused


def test_a_run_of_dead_letters_begins_a_pause() -> None:
    assert not count(pause(run=3), "xx").paused
    assert count(pause(run=3), "xxx").paused


def test_a_good_record_ends_a_run() -> None:
    assert not count(pause(run=3), "xx.xx.xx").paused


def test_a_share_of_the_recent_records_begins_a_pause_once_there_are_enough() -> None:
    half = ".x" * (RECENT_RECORDS // 2)
    assert not count(pause(), half[:-1]).paused
    assert count(pause(), half).paused


def test_records_long_past_do_not_count() -> None:
    early = "x" * (RECENT_RECORDS // 2 - 1)
    assert not count(pause(), early + "." * RECENT_RECORDS + early).paused


def test_good_records_do_not_end_a_pause() -> None:
    assert count(pause(run=2), "xx" + "." * 1000).paused


def test_without_a_pause_nobody_waits() -> None:
    asyncio.run(asyncio.wait_for(pause().wait(), 1))


def test_who_waits_goes_on_when_another_thread_resumes() -> None:
    async def wait_for_a_person() -> None:
        paused = count(pause(run=2), "xx")
        waiting = asyncio.create_task(paused.wait())
        await asyncio.sleep(0)
        assert not waiting.done()
        threading.Thread(target=paused.resume).start()
        await asyncio.wait_for(waiting, 5)
        assert not paused.paused

    asyncio.run(wait_for_a_person())


def test_a_pause_can_be_ended_before_the_next_record_comes() -> None:
    """The burst was the end of the input: the stage has nothing to wait with."""
    paused = count(pause(run=2), "xx")
    paused.resume()
    assert not paused.paused
    asyncio.run(asyncio.wait_for(paused.wait(), 1))


def test_after_a_pause_counting_begins_anew() -> None:
    paused = count(pause(run=3), "xxx")
    paused.resume()
    assert not count(paused, "xx").paused
    assert count(paused, "x").paused
