"""Where reported words begin and end."""

from __future__ import annotations

import pytest

from tests.unit.pipeline.extract.articles import cue_text, extracted, quote


def _contents(text: str, cue: str) -> list[str]:
    """The quotes of `text` that the words `cue` report, in order."""
    return [q.text for q in extracted(text).quotes if cue_text(q) == cue]


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        (
            "Sarah Miller said it was a “mistake” to move the clinic while the roads were under "
            "fire.",
            "said",
            "it was a “mistake” to move the clinic while the roads were under fire",
        ),
        (
            "The agency estimates that the dam would cost the province forty villages because it "
            "would raise the river, which would flood the lower valley.",
            "estimates",
            "that the dam would cost the province forty villages because it would raise the "
            "river, which would flood the lower valley",
        ),
        (
            "The minister criticized Damascus for not letting the convoys into the city.",
            "criticized",
            "Damascus for not letting the convoys into the city",
        ),
        (
            "Lavrov described the talks as useful for both sides.",
            "described",
            "the talks as useful for both sides",
        ),
        (
            "The mayor called on residents to leave the eastern districts.",
            "called on",
            "residents to leave the eastern districts",
        ),
    ],
)
def test_words_that_follow_without_a_break_are_reported_too(
    text: str, cue: str, content: str
) -> None:
    assert _contents(text, cue) == [content]


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        (
            "The governor said he would order a curfew in the port and warned against rumours "
            "from abroad.",
            "said",
            "he would order a curfew in the port",
        ),
        (
            "Haddad said he did not believe the reports, arguing that the army had left.",
            "said",
            "he did not believe the reports",
        ),
        (
            "Haddad said the strikes had missed their targets, though she noted that two depots "
            "were destroyed.",
            "said",
            "the strikes had missed their targets",
        ),
        (
            "The minister pledged to reopen the mines, and the union offered him money.",
            "pledged",
            "to reopen the mines",
        ),
        (
            "The report said two of the strikes had hit the camp, while the rest fell on fields.",
            "said",
            "two of the strikes had hit the camp",
        ),
        (
            "Officials said Moscow would widen its campaign, a step that Ankara called reckless.",
            "said",
            "Moscow would widen its campaign",
        ),
        ("Ankara endorsed the plan in July.", "endorsed", "the plan"),
        ("Critics praised the mayor, who left in May.", "praised", "the mayor"),
        (
            "The envoy rejected the offer and has since left the city.",
            "rejected",
            "the offer",
        ),
        ("She declined to comment; the talks go on.", "declined", "to comment"),
    ],
)
def test_the_writers_own_words_after_a_break_are_not_reported(
    text: str, cue: str, content: str
) -> None:
    assert _contents(text, cue) == [content]


def test_a_clause_goes_on_with_what_was_not_done() -> None:
    (content,) = _contents(
        "Shoigu insisted the operation destroyed all the targets and did not hit the town.",
        "insisted",
    )
    assert content.endswith("and did not hit the town")


def test_a_relative_clause_in_the_mood_of_the_report_is_reported() -> None:
    (would,) = _contents(
        "The ministry said the law could close the border, which would cost the region dearly.",
        "said",
    )
    assert would.endswith("which would cost the region dearly")


def test_a_report_that_describes_a_subject_ends_where_the_subjects_verb_begins() -> None:
    (content,) = _contents("The man who said the bridge was mined was arrested in Homs.", "said")
    assert content == "the bridge was mined"


def test_marks_that_open_within_reported_words_close_within_them() -> None:
    text = "Smith said the vote was “rigged,” though he noted that the count was fair."
    assert _contents(text, "said") == ["the vote was “rigged,”"]


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        (
            "Omar Nasser said Monday that the council had long called for a truce.",
            "said",
            "that the council had long called for a truce",
        ),
        (
            "The minister told the tribes' leaders that few people understood the danger.",
            "told",
            "that few people understood the danger",
        ),
        (
            "The envoy said at a meeting in Geneva that the fighting had stopped.",
            "said",
            "that the fighting had stopped",
        ),
        (
            "Nasser said at the end of a long night they had lost the bridge.",
            "said",
            "they had lost the bridge",
        ),
    ],
)
def test_a_reported_clause_begins_after_the_hearer_and_the_occasion(
    text: str, cue: str, content: str
) -> None:
    assert _contents(text, cue) == [content]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "If the truce fails, Haddad argues, there are other ways out of the siege.",
            ["If the truce fails", "there are other ways out of the siege"],
        ),
        (
            "The town, as the general acknowledged, had been empty for weeks.",
            ["The town", "had been empty for weeks"],
        ),
        (
            "The difference now, he told me on Friday, is that the roads are open.",
            ["The difference now", "is that the roads are open"],
        ),
    ],
)
def test_a_report_is_on_both_sides_of_a_cue_between_commas(text: str, sides: list[str]) -> None:
    assert [q.text for q in extracted(text).quotes] == sides


def test_a_participle_before_the_cue_is_the_writers() -> None:
    article = extracted(
        "Asked about the raid, Miller said, “There is nothing to add to the report.”"
    )
    assert [q.text for q in article.quotes] == ["“There is nothing to add to the report.”"]


def test_that_before_the_marks_makes_a_quotation_a_clause() -> None:
    article = extracted(
        "The general added that “some of these rumours are spread by the other side.”"
    )
    said = quote(article, "rumours")
    assert (said.kind, said.text) == (
        "mixed",
        "that “some of these rumours are spread by the other side.”",
    )


def test_all_names_of_a_list_are_what_somebody_calls_a_thing() -> None:
    text = 'Haddad called the governor a "weak man," a "danger," "lost" and "late."'
    assert _contents(text, "called") == [
        'the governor a "weak man," a "danger," "lost" and "late."'
    ]


def test_what_somebody_calls_a_thing_needs_no_marks() -> None:
    assert _contents("The president called the vote a mistake.", "called") == ["the vote a mistake"]
    assert extracted("Moscow called an emergency meeting.").quotes == ()


def test_the_subject_of_a_passive_is_not_the_speaker() -> None:
    (told,) = extracted("Reporters were told that the bridge was open.").quotes
    assert told.speaker is None
    (told,) = extracted("Reporters were told by Orlov that the bridge was open.").quotes
    assert told.speaker is not None
    assert told.speaker.text == "Orlov"
