"""A guarded process ends with the process that guards it, and not otherwise."""

import os
import signal
import subprocess
import sys
import time

from broker.guardian import Guardian

CHILD_SECONDS = 60
PROMPT_SECONDS = 10

# The child has the pipe that this test reads for its output: its end is seen as the pipe's.
OWNER = f"""
import subprocess, time
from broker.guardian import Guardian
guardian = Guardian()
child = subprocess.Popen(["sleep", "{CHILD_SECONDS}"], start_new_session=True)
guardian.guard(child.pid)
print("guarded", flush=True)
time.sleep({CHILD_SECONDS})
"""


def test_a_guarded_process_ends_when_its_owner_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"guarded\n"
        killed = time.monotonic()
        owner.kill()
        assert owner.stdout.read() == b""
    assert time.monotonic() - killed < PROMPT_SECONDS


def test_a_process_that_was_released_is_left_alone() -> None:
    with subprocess.Popen(["sleep", str(CHILD_SECONDS)]) as process:
        guardian = Guardian()
        guardian.guard(process.pid)
        guardian.release()
        assert process.poll() is None
        process.kill()


def test_a_guard_that_somebody_killed_does_not_stop_the_work() -> None:
    guardian = Guardian()
    os.kill(guardian.pid, signal.SIGKILL)
    os.waitpid(guardian.pid, 0)
    guardian.guard(os.getpid())
    guardian.release()
