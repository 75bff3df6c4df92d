"""Why Kafka failed, read from what it said, and what to do about it."""

from pathlib import Path

from broker.errors import BrokerError

TAKEN_PORT = "Address already in use"
# So many lines of its log tell why Kafka ended.
TAIL_LINES = 15

_FULL_DISK = "free some space on the disk and start again"
_REMEDIES = (
    (TAKEN_PORT, "stop the program that listens on its port, or choose another port"),
    ("Failed to acquire lock", "stop the other broker on this data folder, or name another folder"),
    ("No space left on device", _FULL_DISK),
    # What Java says when the disk is full under a file that Kafka has mapped into memory.
    ("unsafe memory access operation", _FULL_DISK),
    ("Permission denied", "make the data folder writable, or name another one"),
    ("OutOfMemoryError", "give it a larger heap"),
    ("Could not reserve enough space", "free some memory, or give it a smaller heap"),
    ("ConfigException", "correct the setting that its log names"),
)
_NO_REMEDY = "its log says why"


def failure(what: str, said: str, log: Path) -> BrokerError:
    """The error that ``what`` happened, with the remedy for what Kafka ``said`` in its ``log``."""
    remedy = next((cure for sign, cure in _REMEDIES if sign in said), _NO_REMEDY)
    # Without the frames of stack traces and what went well, the reasons are left.
    lines = [line for line in said.splitlines() if line[:1] != "\t" and " INFO " not in line]
    return BrokerError(f"{what}: {remedy} ({log})", "\n".join(lines[-TAIL_LINES:]))
