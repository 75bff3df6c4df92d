"""Where paragraphs begin."""

from __future__ import annotations

from pipeline.extract.paragraphs import paragraph_starts


def paragraphs(text: str) -> list[str]:
    starts = paragraph_starts(text)
    ends = [*starts[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]


def test_each_line_is_a_paragraph() -> None:
    text = "One goes here.\nTwo goes there.\n\nThree."
    assert paragraphs(text) == ["One goes here.", "Two goes there.", "Three."]


def test_lines_of_one_width_that_break_in_sentences_are_one_paragraph() -> None:
    first = "The council voted on Tuesday to close the bridge for\nrepairs that will last until"
    text = f"{first}\nthe spring, and the old ford will be\nopened again for the\ntime.\n\nNext."
    assert len(paragraphs(text)) == 2
    assert paragraphs(text)[1] == "Next."


def test_a_text_without_words_has_one_paragraph() -> None:
    assert paragraph_starts("") == [0]
    assert paragraph_starts("\n\n") == [0]
