"""Lines and their folded form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.fold import fold, fold_any, fold_lines
from pipeline.clean.lines import count_words, split_lines


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("12 Comments", "0 comments"),
        ("Views: 1,204", "views 0"),
        ("“Don’t miss” — it!", "don t miss it"),
        ("ÜBER 3.5 Mio.", "über 0 mio"),
        ("snake_case", "snake case"),
        ("—", ""),
    ],
)
def test_case_digits_and_punctuation_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


ODD = "aA019.,_- éßẞİſﬁ٣²中😀𝟘𐐀\x00\x85\u0345"


@given(st.lists(st.text(st.characters(exclude_characters="\n") | st.sampled_from(ODD))))
def test_the_fast_way_of_folding_gives_what_the_definition_gives(texts: list[str]) -> None:
    for text, words in zip(texts, fold_lines(texts), strict=True):
        assert fold(text) == fold_any(text) == " ".join(words)


def test_every_character_of_the_table_is_folded_as_the_definition_says() -> None:
    texts = [f"a{chr(code)}b1.2{chr(code)}3" for code in range(0x12000) if chr(code) != "\n"]
    assert fold_lines(texts) == [fold_any(text).split(" ") for text in texts]


@given(st.text(st.sampled_from("ab. \t\r\n\x0b\x1c\x85\u2028é—"), max_size=40))
def test_lines_stand_where_they_say(text: str) -> None:
    lines = split_lines(text)
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]
    assert [line.text for line in lines] == [
        part.strip() for part in text.splitlines() if part.strip()
    ]


def test_scripts_without_blanks_have_words_too() -> None:
    assert count_words(fold("市议会星期二投票决定关闭大桥进行维修直到春天")) == 11
