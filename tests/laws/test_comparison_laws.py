"""What holds for all texts and all sequences of articles in a comparison window."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.dedup.features import Reading
from pipeline.dedup.fingerprint import GUARANTEED_RUN, choose, gram_hashes, keys
from pipeline.dedup.normalise import body_hash, normalise, spell_any
from pipeline.dedup.passages import changes
from pipeline.dedup.plain import plain_words
from pipeline.dedup.runs import shared_runs
from pipeline.dedup.sketch import pack, sketch, unpack
from pipeline.dedup.spelling import spell
from pipeline.dedup.tokens import any_words
from pipeline.dedup.verify import compare
from pipeline.dedup.window import ComparisonWindow, Entry, Findings
from pipeline.dedup.words import Words
from tests.unit.pipeline.dedup.texts import prose

any_text = st.text(max_size=300)
# Few words, so that they repeat in every way.
babble = st.lists(st.sampled_from(["a", "b", "c", "dd", "12", "Ee"]), max_size=120).map(" ".join)


@given(any_text)
def test_unpacking_undoes_packing(text: str) -> None:
    made = sketch(text)
    again = unpack(pack(made))
    for name in ("words", "layout", "long", "places", "names"):
        np.testing.assert_array_equal(getattr(again, name), getattr(made, name))
    assert again.digest == made.digest
    for own, other in zip(made.spans(), again.spans(), strict=True):
        np.testing.assert_array_equal(own, other)


# What a Western European page is made of, joiners and all.
plain_text = st.text(alphabet="aBé'’.,1239² \u00a0\n-“ßŠ…&\x1c", max_size=60)


@settings(max_examples=400)
@given(plain_text | any_text | babble)
def test_a_plain_text_has_the_same_words_however_it_is_read(text: str) -> None:
    plain = plain_words(text, 1000)
    if plain is not None:
        made = any_words(text, 1000)
        for own, other in zip(plain, (made.words, made.edges, made.names), strict=True):
            np.testing.assert_array_equal(own, other)


@given(any_text)
def test_words_stand_in_order_and_within_the_text(text: str) -> None:
    starts, ends = sketch(text).spans()
    edges = np.stack((starts, ends), axis=1).ravel()
    assert (np.diff(edges) >= 0).all()
    assert (ends > starts).all()
    assert not len(ends) or ends[-1] <= len(text)


@given(any_text)
def test_normalising_is_idempotent_and_blind_to_white_space(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert body_hash(text) == body_hash(" \n" + text + "\u00a0")


@settings(max_examples=400)
@given(st.text(alphabet="aB.- '`\"\t\n\x1c", max_size=40))
def test_a_text_in_ascii_is_spelled_the_same_however_it_is_read(text: str) -> None:
    assert spell(text) == spell_any(text)


@given(babble | any_text, babble | any_text)
def test_shared_runs_are_equal_words_and_maximal(one: str, other: str) -> None:
    own, there = sketch(one), sketch(other)
    runs = shared_runs(own.words, own.grams(), there.words, there.grams())
    for start, begin, length in zip(runs.starts, runs.other_starts, runs.lengths, strict=True):
        np.testing.assert_array_equal(
            own.words[start : start + length], there.words[begin : begin + length]
        )
        end, stop = start + length, begin + length
        assert not (start and begin and own.words[start - 1] == there.words[begin - 1])
        assert end == len(own) or stop == len(there) or own.words[end] != there.words[stop]


@given(babble, babble)
def test_passages_are_the_same_words_at_both_places(one: str, other: str) -> None:
    found = compare(Reading(sketch(one)), Reading(sketch(other)))
    for passage in found.passages:
        here = sketch(one[passage.start : passage.end])
        there = sketch(other[passage.other_start : passage.other_end])
        assert len(here) == passage.words
        np.testing.assert_array_equal(here.words, there.words)


@given(babble, babble)
def test_what_is_no_change_is_the_same_in_both_revisions(old: str, new: str) -> None:
    rest_new, rest_old, at_new, at_old = [], [], 0, 0
    for change in changes(sketch(old), sketch(new)):
        rest_new.append(new[at_new : change.start])
        rest_old.append(old[at_old : change.other_start])
        at_new, at_old = change.end, change.other_end
    rest_new.append(new[at_new:])
    rest_old.append(old[at_old:])
    assert " ".join(rest_new).split() == " ".join(rest_old).split()


@given(st.integers(0, 2**32), st.integers(0, 400), st.integers(0, 400))
def test_a_run_of_sixteen_words_has_a_fingerprint_under_every_hash(
    seed: int, before: int, other_before: int
) -> None:
    rng = np.random.default_rng(seed)

    def text_around(run: Words, words: int) -> Words:
        around = rng.integers(0, 2**31, 2 * words, np.uint32)
        return np.concatenate((around[:words], run, around[words:]))

    run = rng.integers(0, 2**31, GUARANTEED_RUN, np.uint32)
    chosen = []
    for words in (before, other_before):
        grams = gram_hashes(text_around(run, words), seed)
        chosen.append(set(keys(grams[choose(grams)]).tolist()))
    assert chosen[0] & chosen[1]


def test_a_run_of_sixteen_words_has_a_fingerprint_under_a_hundred_seeds() -> None:
    """In texts of made-up news, at every place of a long one and in a brief."""
    run = sketch(prose(5, GUARANTEED_RUN)).words
    around, brief = sketch(prose(6, 300)).words, sketch(prose(7, 9)).words
    for seed in range(100):
        place = 3 * seed
        long_text = np.concatenate((around[:place], run, around[place:]))
        found = []
        for words in (long_text, np.concatenate((brief, run)), run):
            grams = gram_hashes(words, seed)
            found.append(set(keys(grams[choose(grams)]).tolist()))
        assert found[0] & found[1]
        assert found[0] & found[2]


@pytest.mark.parametrize("run", [GUARANTEED_RUN, GUARANTEED_RUN + 1, 40])
def test_every_verbatim_run_of_sixteen_words_between_two_articles_is_found(run: int) -> None:
    for seed in range(40):
        shared = prose(1000 + seed, run)
        window = ComparisonWindow(linking_run=GUARANTEED_RUN)
        for number in range(3):
            other = prose(number + 5 * seed, 150)
            window.add(Entry(f"n{number}", 1, "s", 0, sketch(other)))
        window.add(Entry("a", 1, "s", 0, sketch(f"{prose(7 * seed + 1, 133)} {shared} {other}")))
        text = f"{prose(9 * seed + 2, 20 * (seed % 9))} {shared} {prose(11 * seed + 3, 70)}"
        [match] = window.find(sketch(text), "t", exclude="me")
        assert match.article_id == "a"
        assert [text[p.start : p.end] for p in match.passages] == [shared]


@dataclass(frozen=True)
class Arrival:
    article: str
    source: str
    text: str
    copy: bool
    waits: int


# Sentences that articles share in every combination, with two of them long enough to repeat often.
_SENTENCES = [prose(number, 18) for number in range(8)]
arrivals = st.lists(
    st.builds(
        Arrival,
        article=st.sampled_from([f"article {number}" for number in range(9)]),
        source=st.sampled_from(["one", "two"]),
        text=st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=5).map(" ".join),
        copy=st.booleans(),
        waits=st.integers(0, 3),
    ),
    max_size=40,
)
_HORIZON = 12


def _run(window: ComparisonWindow, sequence: list[Arrival], now: int) -> list[Findings]:
    found = []
    for arrival in sequence:
        now += arrival.waits
        own = sketch(arrival.text)
        found.append(window.examine(own, arrival.source, exclude=arrival.article))
        revision = None if arrival.copy else 1
        window.add(Entry(arrival.article, revision, arrival.source, now, unpack(pack(own))))
        window.evict(now - _HORIZON)
    return found


@settings(max_examples=60, deadline=None)
@given(arrivals, st.data())
def test_a_window_rebuilt_from_what_is_alive_finds_the_same(
    sequence: list[Arrival], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(sequence)))
    whole = ComparisonWindow()
    _run(whole, sequence[:cut], 0)
    now, rebuilt, entries = 0, ComparisonWindow(), []
    for arrival in sequence[:cut]:
        now += arrival.waits
        revision = None if arrival.copy else 1
        entries.append(Entry(arrival.article, revision, arrival.source, now, sketch(arrival.text)))
    for entry in entries:
        if entry.window_ms >= now - _HORIZON:
            rebuilt.add(entry)
    assert len(rebuilt) == len(whole)
    assert _run(rebuilt, sequence[cut:], now) == _run(whole, sequence[cut:], now)


def test_the_groups_of_same_texts_do_not_depend_on_the_order_of_arrival() -> None:
    text = prose(1, 80)
    variants = {"a": text, "b": text.replace(" ", "\n"), "c": text + " more", "d": text + "  more "}
    for order in permutations(variants):
        window = ComparisonWindow()
        groups: dict[str, str] = {}
        for article in order:
            own = sketch(variants[article])
            matches = window.find(own, article, exclude=article)
            same = [match for match in matches if match.relation == "same-text"]
            groups[article] = groups[same[0].article_id] if same else article
            copy = any(match.relation in ("same-text", "edited") for match in matches)
            window.add(Entry(article, None if copy else 1, article, 0, own))
        assert groups["a"] == groups["b"] != groups["c"] == groups["d"]
