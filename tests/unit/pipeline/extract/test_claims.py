"""How many were killed, who struck what, who will act: sentences of conflict reporting."""

from __future__ import annotations

import pytest

from schemas.extracted import Claim, ExtractedArticle
from tests.unit.pipeline.extract.articles import claims, entity, extracted

Bounds = tuple[int | None, int | None]


def bounds(found: list[Claim]) -> set[Bounds]:
    return {(claim.low, claim.high) for claim in found}


@pytest.mark.parametrize(
    ("sentence", "killed", "wounded"),
    [
        (
            "A car bomb killed at least 36 people in Homs, including five children, the governor "
            "said.",
            {(36, None), (5, 5)},
            set(),
        ),
        (
            "Islamic State militants attacked a checkpoint near Talbiseh on Friday, killing 12 "
            "soldiers and wounding 20 others.",
            {(12, 12)},
            {(20, 20)},
        ),
        (
            "Thirty-two civilians were killed and dozens were wounded in air strikes on Aleppo, "
            "according to the Syrian Observatory for Human Rights.",
            {(32, 32)},
            {(24, None)},
        ),
        ("The death toll from the blast rose to 45.", {(45, 45)}, set()),
        ("The bombing left 14 dead and 30 injured.", {(14, 14)}, {(30, 30)}),
        (
            "At least two policemen died when gunmen opened fire on a police station in Mosul.",
            {(2, None)},
            set(),
        ),
        ("More than 1,200 people have been killed since March.", {(1200, None)}, set()),
        ("No one was hurt in the attack.", set(), {(0, 0)}),
        ("The 18-year-old woman was wounded by shrapnel.", set(), {(1, 1)}),
        ("Suicide bombers killed three dozen worshippers at a mosque.", {(36, 36)}, set()),
        ("Rebels said they had captured four soldiers and killed nine more.", {(9, 9)}, set()),
        ("A suicide attack on a bus station killed eight, police said.", {(8, 8)}, set()),
        ("Hospital officials reported 17 deaths and 60 injuries.", {(17, 17)}, {(60, 60)}),
        ("The shelling killed between 20 and 30 people.", {(20, 30)}, set()),
        ("At least 89 people are known to have died.", {(89, None)}, set()),
        (
            "The crash left seven people dead, including a nurse and two children.",
            {(7, 7), (1, 1), (2, 2)},
            set(),
        ),
        (
            "Six drivers, all of them from the north, were killed on Sunday.",
            {(6, 6)},
            set(),
        ),
        (
            "Scores of rebels were killed and dozens of them were wounded.",
            {(40, None)},
            {(24, None)},
        ),
        ("More than a dozen people were hurt.", set(), {(12, None)}),
        ("Five people, including three women, lost their lives.", {(5, 5), (3, 3)}, set()),
        ("The deaths raise the number of those killed to five.", {(5, 5)}, set()),
        ("The death toll topped 2,200.", {(2200, None)}, set()),
        ("Two students recently killed in the capital were buried.", {(2, 2)}, set()),
        ("The police injured a peaceful demonstration.", set(), set()),
        ("The raid could kill hundreds of civilians.", set(), set()),
        ("The militia threatened to kill twelve hostages.", set(), set()),
        ("The strikes destroyed 14 tanks and three artillery systems.", set(), set()),
    ],
)
def test_the_dead_and_the_wounded_are_counted(
    sentence: str, killed: set[Bounds], wounded: set[Bounds]
) -> None:
    article = extracted(sentence)
    assert bounds(claims(article, "killed")) == killed
    assert bounds(claims(article, "wounded")) == wounded


def test_the_missing_and_the_displaced_are_counted() -> None:
    article = extracted("Six sailors were rescued and eight are missing, the coast guard said.")
    assert bounds(claims(article, "missing")) == {(8, 8)}
    article = extracted("Dozens are still reported missing after the flood.")
    assert bounds(claims(article, "missing")) == {(24, None)}
    article = extracted("The shelling forced thousands to flee their homes.")
    assert bounds(claims(article, "displaced")) == {(2000, None)}
    article = extracted("Almost 15,000 Egyptians have fled the country.")
    assert bounds(claims(article, "displaced")) == {(15000, 15000)}


def only(article: ExtractedArticle, kind: str) -> Claim:
    (claim,) = claims(article, kind)
    return claim


def test_a_claim_has_its_source_place_and_time() -> None:
    article = extracted(
        "Khaled Khoja, head of the Syrian National Council, said on Thursday that Russian "
        "airstrikes in Homs killed 36 civilians."
    )
    claim = only(article, "killed")
    assert claim.certainty == "reported"
    assert claim.attributed_to is not None
    assert claim.attributed_to.entity == entity(article, "Khaled Khoja").id
    assert claim.where is not None
    assert claim.where.text == "Homs"
    assert claim.when is not None
    assert claim.when.text == "Thursday"
    assert claim.who is not None
    assert claim.who.text == "36 civilians"
    assert article.text[claim.start : claim.end] == claim.text == "killed 36 civilians"


def test_a_denial_is_denied() -> None:
    article = extracted("Putin denied reports of any civilian deaths in Russian airstrikes.")
    assert only(article, "killed").certainty == "denied"


def test_what_the_writer_states_is_asserted() -> None:
    assert only(extracted("A bomb killed 12 soldiers."), "killed").certainty == "asserted"


def test_strikes_sorties_and_targets_are_counted() -> None:
    article = extracted("The warships carried out 26 cruise missile strikes against 11 targets.")
    assert bounds(claims(article, "strike")) == {(26, 26)}
    assert bounds(claims(article, "target-hit")) == {(11, 11)}
    sorties = extracted("Su-24M and Su-25 aircraft performed 8 sorties near Idlib.")
    assert bounds(claims(sorties, "sortie")) == {(8, 8)}


def test_an_intent_has_its_polarity() -> None:
    will = only(extracted("Russia is preparing to expand airstrikes to Iraq."), "intent")
    assert will.polarity == "will"
    assert will.text == "is preparing to expand airstrikes"
    refused = only(extracted("We are not planning to expand our airstrikes to Iraq."), "intent")
    assert refused.polarity == "will-not"
    negated = only(extracted("The coalition will not cooperate with Russia."), "intent")
    assert negated.polarity == "will-not"


def test_a_strike_of_workers_is_no_strike() -> None:
    assert not claims(extracted("The union made two general strikes this year."), "strike")
