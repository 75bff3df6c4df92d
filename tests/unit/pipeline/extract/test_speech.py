"""Which words beside a quotation say whose it is."""

from __future__ import annotations

from tests.unit.pipeline.extract.articles import cue_text, extracted, quote


def test_the_verb_may_stand_behind_all_that_is_said_of_the_speaker() -> None:
    article = extracted(
        "“The bridge is too narrow for the trucks,” Leonard Winter, director of the Relief Council "
        "and a member of the board of the National University of Jordan, said of it."
    )
    said = quote(article, "narrow")
    assert cue_text(said) == "said"
    assert said.speaker is not None
    assert said.speaker.text.startswith("Leonard Winter")


def test_a_quotation_goes_on_after_the_rest_of_a_long_sentence() -> None:
    article = extracted(
        "“This is no ceasefire,” said Samir Holt, a doctor who served as head of the city's clinic "
        "and is now the chairman of the Northern Relief Fund, a group in Gaziantep that sends food "
        "and tents to the camps near the border. “It is a pause between two battles.”"
    )
    first, second = quote(article, "no ceasefire"), quote(article, "pause")
    assert second.cue == first.cue


def test_a_sentence_broken_off_at_a_comma_goes_on_with_its_speaker() -> None:
    article = extracted(
        "“Whenever the shelling stops,” Nasser said, pointing to the hill, “we bring the children "
        "out.”"
    )
    first, second = quote(article, "Whenever"), quote(article, "we bring")
    assert cue_text(first) == "said"
    assert second.cue == first.cue


def test_according_to_names_the_speaker_of_a_quotation() -> None:
    for text in (
        "“Nobody was hurt in the raid on the camp,” according to Reuters.",
        "According to Reuters, “Nobody was hurt. The camp was empty at the time.”",
    ):
        (said,) = extracted(text).quotes
        assert said.kind == "direct"
        assert str(cue_text(said)).lower() == "according to"
        assert said.speaker is not None
        assert said.speaker.text == "Reuters"


def test_a_verb_in_a_clause_of_its_own_is_no_cue() -> None:
    article = extracted(
        "The film ends with Haddad saying at the gate, “Nobody is left inside,” when the guards "
        "asked him about the fire."
    )
    said = quote(article, "Nobody")
    assert cue_text(said) == "saying"


def test_a_verb_after_a_name_is_a_cue_though_it_might_be_a_noun() -> None:
    article = extracted(
        "“The towns along the river were never warned,” Mary Winter notes in the report."
    )
    said = quote(article, "river")
    assert cue_text(said) == "notes"


def test_what_is_said_of_is_not_who_says_it() -> None:
    article = extracted("“They have no way out of the valley,” he said of the rebels.")
    said = quote(article, "valley")
    assert said.speaker is not None
    assert said.speaker.text == "he"


def test_a_report_before_the_quotation_keeps_its_own_words() -> None:
    article = extracted(
        "Haddad said she felt the camp was worth a visit because “most people don’t know about "
        "that road,” she said. “We have no idea who still lives there.”"
    )
    assert quote(article, "no idea").kind == "direct"
    reported = next(q for q in article.quotes if q.text.startswith("she felt"))
    assert reported.text.endswith("that road,”")
    assert reported.speaker is not None
    assert reported.speaker.text == "Haddad"


def test_words_that_lead_to_a_quotation_with_a_colon_are_no_report() -> None:
    article = extracted(
        "Senator Claire Hall scolded him: “Nobody is behind you on this,” she said."
    )
    assert [q.text for q in article.quotes] == ["“Nobody is behind you on this,”"]


def test_who_reports_what_another_said_reports_the_whole_sentence() -> None:
    article = extracted(
        "He told France 24 television that if Russia offers air support, “we will consider it and "
        "I would welcome it,” Reuters reported."
    )
    (reported,) = [q for q in article.quotes if cue_text(q) == "reported"]
    assert reported.kind == "mixed"
    assert reported.text.startswith("He told France 24")
    assert reported.text.endswith("I would welcome it,”")


def test_a_verb_after_a_finished_quotation_reports_its_own_clause() -> None:
    article = extracted(
        "“The targets were chosen by the army alone.” Orlov told reporters the planes were acting "
        "as support for ground troops."
    )
    assert quote(article, "ground troops").text == (
        "the planes were acting as support for ground troops"
    )
