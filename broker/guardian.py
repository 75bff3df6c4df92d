"""Stops a child process when its parent dies, even by ``kill -9``.

A pipe is used and not Linux's PR_SET_PDEATHSIG, because that exists on Linux alone and fires when
the *thread* that started the child ends. The kernel closes the pipe however the parent goes. The
guard on its other end is a shell of about 1 MB in a session of its own, which a Ctrl-C or a hang-up
of the terminal does not reach.
"""

import contextlib
import subprocess

# Kafka closes its logs on SIGTERM in a second or two; one that hangs is killed.
_GRACE_SECONDS = 30

# First line: the process to guard. A second line: it is gone and waited for, all is well. The end
# of the pipe without one: the parent died.
_GUARD = f"""
read -r pid || exit 0
read -r released && exit 0
kill -TERM "$pid" 2>/dev/null || exit 0
left={_GRACE_SECONDS * 10}
while [ "$left" -gt 0 ]; do
    kill -0 "$pid" 2>/dev/null || exit 0
    sleep 0.1
    left=$((left - 1))
done
kill -KILL "$pid" 2>/dev/null
"""


class Guardian:
    """Guards one process. Start it before the process, so that no moment is left unguarded.

    Descriptors of this process do not pass to programs that it runs, so the pipe ends with it. A
    child that is forked without running a program (multiprocessing's ``fork``) does inherit the
    pipe and must not outlive it.
    """

    def __init__(self) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process number of the guard itself."""
        return self._shell.pid

    def guard(self, pid: int) -> None:
        """From now on ``pid`` is sent SIGTERM, and in the end SIGKILL, when this process dies."""
        self._tell(f"{pid}\n")

    def release(self) -> None:
        """The process has ended and was waited for: its number may become another's."""
        self._tell("released\n")
        assert self._shell.stdin is not None
        self._shell.stdin.close()
        self._shell.wait()

    def _tell(self, line: str) -> None:
        assert self._shell.stdin is not None
        # Where someone killed the guard, nobody is left to tell.
        with contextlib.suppress(BrokenPipeError):
            self._shell.stdin.write(line.encode("ascii"))
