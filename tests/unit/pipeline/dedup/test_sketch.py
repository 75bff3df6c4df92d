import numpy as np
import pytest

from pipeline.dedup.sketch import pack, sketch, unpack

TEXT = "The prime minister arrived in Paris on Monday … " + "a" * 40 + "      and 1,000 left."


def test_spans_are_the_places_of_the_words_in_the_original_text() -> None:
    starts, ends = sketch(TEXT).spans()
    assert [TEXT[a:b] for a, b in zip(starts, ends, strict=True)] == [
        "The", "prime", "minister", "arrived", "in", "Paris", "on", "Monday", "a" * 40, "and",
        "1,000", "left",
    ]  # fmt: skip


def test_unpacking_gives_back_every_array() -> None:
    made = sketch(TEXT)
    again = unpack(pack(made))
    for name in ("words", "layout", "long", "places", "names"):
        np.testing.assert_array_equal(getattr(again, name), getattr(made, name))
    assert again.digest == made.digest
    assert pack(again) == pack(made)


def test_what_is_cut_off_or_of_another_version_is_refused() -> None:
    packed = pack(sketch(TEXT))
    for broken in (b"", packed[:10], packed[:-1], packed + b"x", b"\xff" + packed[1:]):
        with pytest.raises(ValueError, match="sketch"):
            unpack(broken)


def test_a_packed_sketch_takes_less_than_six_bytes_a_word() -> None:
    text = " ".join(f"word{number % 97} and" for number in range(300))
    assert len(pack(sketch(text))) < 6 * 600


def test_a_brief_has_as_many_fingerprints_as_it_has_4_grams() -> None:
    text = " ".join(f"w{number}" for number in range(25))
    assert len(sketch(text).places) == 22


def test_a_text_without_words_has_an_empty_sketch() -> None:
    made = sketch("…")
    assert len(made) == 0
    assert pack(unpack(pack(made))) == pack(made)
