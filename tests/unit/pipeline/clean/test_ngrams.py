"""The hashed words of a line, and what is remembered of them."""

from __future__ import annotations

from pipeline.clean import looks, ngrams
from pipeline.clean.markup import parse
from pipeline.clean.ngrams import MAX_REMEMBERED_CHARACTERS, buckets
from pipeline.clean.render import render


def test_a_line_of_prose_is_not_kept_in_memory() -> None:
    before = ngrams._remembered.cache_info().currsize
    buckets("the council voted on tuesday " * MAX_REMEMBERED_CHARACTERS)
    assert ngrams._remembered.cache_info().currsize == before


def test_furniture_is_read_once() -> None:
    key = "join the mailing list of this very test"
    found = buckets(key)
    hits = ngrams._remembered.cache_info().hits
    assert buckets(key) == found
    assert ngrams._remembered.cache_info().hits == hits + 1


def test_a_long_name_of_an_element_is_not_kept_in_memory() -> None:
    shown = render(parse(f"<p class='{'a' * 9_000}'>One</p><p class='{'a' * 8_000}'>Two</p>").tree)
    first, second = (line.element for line in shown.lines)
    before = looks._first.cache_info().currsize
    numbers = looks.number_looks(shown)
    assert numbers[first] == numbers[second]  # what tells them apart lies beyond the cap
    assert looks._first.cache_info().currsize <= before + 2
