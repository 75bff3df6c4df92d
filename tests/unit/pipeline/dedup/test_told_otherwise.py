"""A copy that changes a fact tells another one: it is published and linked. A reworded copy is
withheld."""

from __future__ import annotations

import pytest

from pipeline.dedup.sketch import sketch
from pipeline.dedup.window import ComparisonWindow, Entry

REPORT = (
    "Shares of the harbour operator rose on Tuesday after the northern province said that the "
    "second round of talks about the pier would go ahead as planned in March. The delegations "
    "were expected to meet behind closed doors in the town hall, where chief engineer Anna Weber "
    "had presented her report on the damage. The court had found the former owner guilty of "
    "neglect, and members of the union voted to accept an offer of more than 40 million crowns. "
    "Officials had confirmed that Norway attacked the plan before Denmark did, and the team from "
    "the island had won by 3-1 in the evening. Residents welcomed the plan and asked for quick "
    "repairs under worldwide law before the winter storms arrive and prices go up"
)


def relation(other: str, first: str = REPORT) -> str:
    window = ComparisonWindow()
    window.add(Entry("first", 1, "gazette", 1_000, sketch(first)))
    (match,) = window.find(sketch(other), "herald", exclude="second")
    return match.relation


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Tuesday", "Friday"),
        ("in March", "in April"),
        ("second round", "third round"),
        ("were expected", "were not expected"),
        ("had found the former owner guilty", "had found the former owner not guilty"),
        ("guilty of", "innocent of"),
        ("operator rose on", "operator fell on"),
        ("rose on Tuesday", "plunged on Tuesday"),
        ("to accept an offer", "to reject an offer"),
        ("more than", "less than"),
        ("40 million", "40 billion"),
        ("had won by", "had lost by"),
        ("had confirmed that", "had denied that"),
        ("northern province", "southern province"),
        ("before the winter", "after the winter"),
        ("3-1", "1-3"),
        ("Anna Weber", "Paul Meyer"),
        ("that Norway attacked the plan before Denmark did", "that Denmark attacked the plan "
         "before Norway did"),
    ],
)  # fmt: skip
def test_another_fact_is_not_withheld(old: str, new: str) -> None:
    assert old in REPORT
    assert relation(REPORT.replace(old, new)) == "same-template-other-facts"


def test_who_did_it_to_whom_is_a_fact() -> None:
    told = f"{REPORT}. Witnesses said that Norway attacked Denmark at dawn, and the sea was calm."
    turned = told.replace("Norway attacked Denmark", "Denmark attacked Norway")
    assert relation(turned, told) == "same-template-other-facts"
    together = told.replace("attacked Denmark", "and Denmark")
    assert relation(together.replace("Norway and Denmark", "Denmark and Norway"), together) == (
        "edited"
    )


def test_the_last_words_and_the_first_are_read_too() -> None:
    assert relation(REPORT.removesuffix("up") + "down") == "same-template-other-facts"
    assert relation(f"Seven {REPORT}", f"Nine {REPORT}") == "same-template-other-facts"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quick repairs", "fast repairs"),
        ("worldwide law", "international law"),
        ("rose on Tuesday", "climbed on Tuesday"),
        ("rose on Tuesday", "rose Tuesday"),
        ("in March", "in Mar."),
        ("the winter storms", "winter storms"),
        ("more than 40 million", "over 40 million"),
        ("in the evening", "late in the day"),
    ],
)
def test_other_words_for_the_same_are_withheld(old: str, new: str) -> None:
    assert old in REPORT
    assert relation(REPORT.replace(old, new)) == "edited"


def test_names_with_scanning_errors_among_others_are_not_other_names() -> None:
    scanned = REPORT
    for word in ("Weber", "harbour", "delegations", "presented", "members", "repairs"):
        scanned = scanned.replace(word, word[:2] + "x" + word[3:])
    assert relation(scanned) == "edited"


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (
            "Die Aktien des Hafenbetreibers stiegen am Dienstag, nachdem die Provinz mitgeteilt "
            "hatte, dass drei Schiffe wieder auslaufen dürfen und die Gespräche über die Mole "
            "fortgesetzt werden. Das Gericht hatte den früheren Eigentümer verurteilt.",
            "drei", "fünf",
        ),
        (
            "Le tribunal a condamné l'ancien propriétaire du port, et les habitants ont demandé "
            "que les travaux reprennent avant les tempêtes de décembre, alors que le prix du "
            "poisson est en hausse depuis la fermeture de la jetée nord.",
            "décembre", "novembre",
        ),
        (
            "El tribunal dijo el lunes que el antiguo dueño del puerto era culpable, y los vecinos "
            "pidieron que las obras sigan con la ayuda de cuatro ingenieros antes de las tormentas "
            "que llegan cada invierno a la costa.",
            "cuatro", "siete",
        ),
        (
            "Цены на рыбу выросли во вторник после того, как власти области сообщили, что "
            "переговоры о ремонте причала продолжатся, а суд признал бывшего владельца порта "
            "виновным в халатности перед жителями города.",
            "выросли", "упали",
        ),
    ],
)  # fmt: skip
def test_other_languages_have_facts_too(text: str, old: str, new: str) -> None:
    assert old in text
    assert relation(text.replace(old, new), text) == "same-template-other-facts"
