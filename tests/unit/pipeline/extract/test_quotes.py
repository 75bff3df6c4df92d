"""Who said what."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.extract.articles import cue_text, extracted, quote, speaker_name


def test_a_direct_quote_has_its_speaker_and_its_cue() -> None:
    article = extracted(
        "“We are polite people, we don’t come if not invited,” Lavrov told reporters."
    )
    said = quote(article, "polite people")
    assert said.kind == "direct"
    assert said.text == "“We are polite people, we don’t come if not invited,”"
    assert said.speaker is not None
    assert said.speaker.text == "Lavrov"
    assert cue_text(said) == "told"


def test_ascii_single_marks_quote() -> None:
    article = extracted(
        "'We are not planning to expand our airstrikes to Iraq,' Lavrov said at a news conference. "
        "'We were not invited, we were not asked. We are polite people; we don't come unless "
        "invited.'"
    )
    first, second = quote(article, "planning"), quote(article, "polite")
    assert first.text == "'We are not planning to expand our airstrikes to Iraq,'"
    assert second.text.endswith("unless invited.'")
    assert first.cue == second.cue
    assert first.speaker == second.speaker


def test_marks_that_do_not_match_still_quote() -> None:
    text = (
        "'We see that this coalition has been operating for a year, and Islamic State is still "
        "there,\" Orlov added.\n\n\"The first reports came before our jets took off,'' Putin said."
    )
    article = extracted(text)
    assert quote(article, "coalition").text.endswith('still there,"')
    assert quote(article, "jets").text.endswith("took off,''")


def test_a_mark_that_never_closes_ends_with_its_paragraph() -> None:
    article = extracted(
        "Abadi said: “Our message to the Russians is to join this fight.\n\nThe war went on."
    )
    assert quote(article, "message").text.endswith("join this fight.")


def test_an_apostrophe_is_no_mark() -> None:
    article = extracted(
        "The officials' talks didn't end the rebels' war, and Moscow's ally agreed."
    )
    assert [q for q in article.quotes if q.kind == "direct"] == []


def test_the_pieces_of_an_interrupted_quote_share_their_cue() -> None:
    article = extracted(
        "“It’s a possibility,” Abadi said on Wednesday. “In fact, I would welcome it.”"
    )
    first, second = quote(article, "possibility"), quote(article, "welcome")
    assert first.cue == second.cue
    assert first.speaker == second.speaker


def test_a_reported_clause_is_indirect() -> None:
    article = extracted("Ilya Rogachev said Moscow would consider airstrikes in Iraq.")
    said = quote(article, "would consider")
    assert said.kind == "indirect"
    assert said.text == "Moscow would consider airstrikes in Iraq"
    assert speaker_name(article, said) == "Ilya Rogachev"


def test_a_clause_with_quoted_words_is_mixed() -> None:
    article = extracted(
        "Orlov said officials warned the Americans “via confidential channels” of it."
    )
    assert quote(article, "confidential").kind == "mixed"


def test_according_to_is_a_cue() -> None:
    article = extracted("Hundreds of troops have arrived in Syria, according to Reuters.")
    said = quote(article, "Hundreds")
    assert cue_text(said) == "according to"
    assert speaker_name(article, said) == "Reuters"


def test_a_pronoun_is_resolved_to_the_person() -> None:
    article = extracted(
        "Iraqi Prime Minister Haider al-Abadi said he would welcome Russian aid. He told a French "
        "station that his government would consider it."
    )
    said = quote(article, "his government")
    assert said.speaker is not None
    assert said.speaker.text == "He"
    assert speaker_name(article, said) == "Haider al-Abadi"


def test_a_surname_is_resolved_to_the_full_name() -> None:
    article = extracted(
        "Senator John McCain spoke on Thursday. McCain said the strikes were wrong."
    )
    assert speaker_name(article, quote(article, "strikes were wrong")) == "John McCain"


def test_an_orphan_quote_has_neither_speaker_nor_cue() -> None:
    article = extracted(
        "Nobody came.\n\n“There were no questions that might have mattered.”\n\nIt rained."
    )
    said = quote(article, "no questions")
    assert said.speaker is None
    assert said.cue is None


@pytest.mark.parametrize("marks", ["“", "”", '"', "'", "‘", "''", "“““", "\"“'", "«"])
def test_odd_marks_never_raise(marks: str) -> None:
    extracted(f"{marks}We won’t enter a risk zone{marks} of war {marks} he said. {marks}")


def test_a_quoted_part_of_the_writers_sentence_is_a_mixed_quote() -> None:
    article = extracted("Clinton called the proposal “a real danger to the country” on Monday.")
    assert quote(article, "a real danger").kind == "mixed"
    whole = extracted("The ministry stated “all the airstrikes are coordinated with the army.”")
    assert quote(whole, "all the airstrikes").kind == "direct"


def test_a_title_in_marks_is_no_quote() -> None:
    article = extracted("The host of “The Apprentice in America,” she said, was late.")
    assert not [q for q in article.quotes if q.text.startswith("“")]


def test_a_quotation_within_a_quotation_does_not_end_it() -> None:
    text = "“I would rather live in what he calls “hell” than in his country,” she said."
    article = extracted(text)
    (found,) = article.quotes
    assert found.text == text[: text.index(" she said")]


def test_a_name_after_a_dash_signs_the_quotation() -> None:
    article = extracted("“He is ignorant of our culture and of our lives.”― Pamela Padilla")
    (found,) = article.quotes
    assert found.speaker is not None
    assert found.speaker.text == "Pamela Padilla"
    assert found.text.endswith("lives.”")


@pytest.mark.parametrize(
    ("text", "quoted", "cue", "speaker"),
    [
        ('Obama calls them "lone wolves" now.', 'them "lone wolves"', "calls", "Obama"),
        (
            "Samir Haddad likened the rules to “burning the city library” on Monday.",
            "the rules to “burning the city library”",
            "likened",
            "Samir Haddad",
        ),
    ],
)
def test_what_somebody_calls_a_thing_is_a_quote_however_short(
    text: str, quoted: str, cue: str, speaker: str
) -> None:
    (quote,) = extracted(text).quotes
    assert (quote.kind, quote.text) == ("mixed", quoted)
    assert quote.cue is not None
    assert quote.speaker is not None
    assert (quote.cue.text, quote.speaker.text) == (cue, speaker)


def test_what_a_thing_is_called_by_nobody_named_is_no_quote() -> None:
    assert extracted("A city called “Little Paris” was hit on Monday.").quotes == ()
