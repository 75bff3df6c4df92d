"""Python's collector of garbage, put to rest while memory is read back."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Around what makes millions of objects that stay. The collector would go through all of them
    again and again in search of garbage: half of the time of a rebuild (measured on 200,000
    decisions: 5.6 µs each, 2.3 without). Afterwards it leaves alone what stands by then."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
