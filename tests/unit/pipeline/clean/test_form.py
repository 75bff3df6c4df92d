"""What a line looks like, counted for all lines at once, is what counting one by one gives."""

from __future__ import annotations

from math import log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import form
from pipeline.clean.lines import split_lines

ODD = "aB1 .,|»\"'-ÉßǅЖж中٣²😀𝔸𝔞𝟘𐐀\xa0\u3000"


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(ODD + "\n" * 3)))
def test_capitals_letters_and_digits_are_those_of_each_line(text: str) -> None:
    lines = split_lines(text)
    if not lines:
        return
    for line, row in zip(lines, form.describe_form(lines).tolist(), strict=True):
        head = line.text[: form.FORM_CHARACTERS]
        words = head.split()[: form.FORM_WORDS]
        western = [character for character in head if character.isascii()]
        counted = western if len(western) >= form.MIN_ASCII_SHARE * len(head) else list(head)
        capitals = sum(map(str.isupper, counted))
        assert row[0] == pytest.approx(log1p(line.words))
        assert row[5] == pytest.approx(sum(word[0].isupper() for word in words) / len(words))
        assert row[6] == pytest.approx(capitals / max(1, sum(map(str.isalpha, counted))))
        assert row[7] == pytest.approx(sum(map(str.isdigit, counted)) / len(head))
