"""Whatever was done to the bytes on the way is undone, up to a limit and not a byte further."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.feeds.decompress import Decompressor, gunzipped
from agents.feeds.fetch_error import FetchError

TEXT = b"<rss>" + b"The bridge has been open since Tuesday. " * 100 + b"</rss>"
LIMIT = 1_000_000


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def undone(encoding: str, data: bytes, *, limit: int = LIMIT, step: int = 7) -> bytes:
    decompressor = Decompressor(encoding, limit)
    pieces = [
        piece
        for at in range(0, len(data), step)
        for piece in decompressor.feed(data[at : at + step])
    ]
    decompressor.finish()
    return b"".join(pieces)


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("none", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("GZIP ", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:500]) + gzip.compress(TEXT[500:])),
        ("gzip", gzip.compress(TEXT) + b"\0\0\0 and what a server hung on"),
        ("gzip", TEXT),  # the header lies
        ("gzip", b""),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare_deflate(TEXT)),
        ("deflate", b""),
        ("br", brotli.compress(TEXT)),
        ("br", b""),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        ("br, gzip", gzip.compress(brotli.compress(TEXT))),
        ("identity, deflate", zlib.compress(TEXT)),
    ],
    ids=itertools.count(),
)
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_every_encoding_is_undone_however_the_bytes_arrive(
    encoding: str, sent: bytes, step: int
) -> None:
    assert undone(encoding, sent, step=step) == (TEXT if sent else b"")


@pytest.mark.parametrize("encoding", ["zstd", "compress", "gzip, br, gzip", "gzip\x00", "é"])
def test_an_encoding_that_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError) as caught:
        Decompressor(encoding, LIMIT)
    assert caught.value.kind == "decompression"


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("gzip", gzip.compress(TEXT)[:-9]),
        ("gzip", gzip.compress(TEXT)[:20]),
        ("gzip", gzip.compress(TEXT)[:-8] + b"\0\0\0\0\0\0\0\0"),
        ("deflate", zlib.compress(TEXT)[:-5]),
        ("deflate", b"\x78"),
        ("deflate", b"\xff\xff\xff\xff"),
        ("br", brotli.compress(TEXT)[:-3]),
        ("br", b"\xff" * 100),
        ("br", TEXT),
    ],
    ids=itertools.count(),
)
def test_broken_and_cut_data_are_refused(encoding: str, sent: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        undone(encoding, sent)
    assert caught.value.kind == "decompression"


ZEROS = bytes(5_000_000)


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        ("gzip", gzip.compress(ZEROS, 9)),
        ("deflate", zlib.compress(ZEROS, 9)),
        ("deflate", bare_deflate(ZEROS)),
        ("br", brotli.compress(ZEROS, quality=5)),
        ("gzip, gzip", gzip.compress(gzip.compress(ZEROS, 9), 9)),
        ("gzip", gzip.compress(bytes(100_000)) * 20),
    ],
    ids=["gzip", "deflate", "bare deflate", "br", "gzip twice", "many members"],
)
@pytest.mark.parametrize("step", [100, 100_000])
def test_a_bomb_is_stopped_within_a_step_of_the_limit(
    encoding: str, bomb: bytes, step: int
) -> None:
    decompressor, got = Decompressor(encoding, LIMIT), [0]

    def detonate() -> None:
        for at in range(0, len(bomb), step):
            for piece in decompressor.feed(bomb[at : at + step]):
                got.append(len(piece))  # noqa: PERF401 - what came before the stop counts too

    with pytest.raises(FetchError) as caught:
        detonate()
    assert caught.value.kind == "too-large"
    assert max(got) <= 128 * 1024
    assert sum(got) <= LIMIT


def test_a_gzip_file_that_came_as_the_body_is_unpacked() -> None:
    assert gunzipped(TEXT, LIMIT) == TEXT
    assert gunzipped(gzip.compress(TEXT), LIMIT) == TEXT
    assert gunzipped(gzip.compress(gzip.compress(TEXT)), LIMIT) == TEXT


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (gzip.compress(gzip.compress(gzip.compress(TEXT))), "decompression"),
        (gzip.compress(ZEROS, 9), "too-large"),
        (gzip.compress(gzip.compress(ZEROS, 9)), "too-large"),
        (gzip.compress(TEXT)[:50], "decompression"),
        (b"\x1f\x8b and no more", "decompression"),
    ],
    ids=["three times", "bomb", "bomb in a file", "cut short", "broken"],
)
def test_a_gzip_file_is_held_to_the_same_limits(body: bytes, kind: str) -> None:
    with pytest.raises(FetchError) as caught:
        gunzipped(body, LIMIT)
    assert caught.value.kind == kind


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "gzip, br"]))
def test_bytes_at_random_end_in_data_or_a_fetch_error(data: bytes, encoding: str) -> None:
    with contextlib.suppress(FetchError):
        undone(encoding, data, limit=10_000, step=50)


@settings(deadline=None)
@given(st.binary(max_size=3000), st.integers(1, 4000))
def test_what_was_compressed_comes_back_whole_in_steps_of_any_size(data: bytes, step: int) -> None:
    assert undone("deflate", zlib.compress(data), step=step) == data
    assert undone("br", brotli.compress(data, quality=1), step=step) == data
    assert undone("gzip", gzip.compress(data), step=step) == data
