import pytest

from pipeline.dedup.normalise import body_hash, normalise, text_hash

PLAIN = 'He said: "It\'s over" - and left... The price rose 5-10 per cent to $3.50.'


@pytest.mark.parametrize(
    "variant",
    [
        "He said: “It’s over” – and left… The price rose 5–10 per cent to $3.50.",
        "He said: ''It`s over''—and left. . . The price rose 5-10 per cent to $3.50.",
        'He said:\u00a0"It\'s\r\n over"   -- and left...\n\n'
        "The price rose 5\u201110 per cent to $3.50.\n",
        'He\u200b said: "It\'s o\u00adver" - and\ufeff left... '
        "The price rose 5-10 per cent to $3.50.",
        'Ｈｅ said: "It\'s over" - and left... The price rose 5-10 per cent to $3.50.',
    ],
)
def test_typography_is_no_difference(variant: str) -> None:
    assert body_hash(variant) == body_hash(PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("36 were killed", "41 were killed"),
        ("36 were killed", "36 were wounded"),
        ("it cost 3.5 million", "it cost 35 million"),
        ("10² metres", "102 metres"),
        ("1½ hours", "11/2 hours"),
        ("the Polish minister", "the polish minister"),
        ("it fell to -5", "it fell to 5"),
        ("an expert", "a nexpert"),
        ("Is it over?", "It is over."),
    ],
)
def test_a_changed_word_number_or_sign_is_a_difference(one: str, other: str) -> None:
    assert body_hash(one) != body_hash(other)


def test_composed_and_decomposed_accents_and_ligatures_are_one_spelling() -> None:
    assert normalise("café ofﬁce") == normalise("cafe\u0301 office") == "café office"


def test_the_title_counts_and_a_missing_one_is_not_an_empty_one() -> None:
    body = body_hash("text")
    assert text_hash("A “title”", body) == text_hash('A "title"', body)
    assert text_hash("A title", body) != text_hash("Another title", body)
    assert text_hash(None, body) != text_hash("", body)
    assert text_hash("a", body) != text_hash("a", body_hash("other"))


def test_normalising_twice_changes_nothing_more() -> None:
    for text in (PLAIN, "a – – b", ". . . .", "'''", "  ", "日本　語"):
        assert normalise(normalise(text)) == normalise(text)
