"""What the memory of a source learns, and what it must not."""

from __future__ import annotations

from pipeline.clean import memory
from pipeline.clean.memory import SourceMemory
from pipeline.clean.stage import Cleaned, Cleaner
from schemas.raw import RawArticle
from tests.unit.pipeline.clean.articles import at, text_article

CLEANER = Cleaner()


class Worker:
    """Clean, decide and apply in order, as the stage's worker does."""

    def __init__(self) -> None:
        self.memory = SourceMemory()
        self.offset = -1

    def see(self, raw: RawArticle, offset: int | None = None) -> Cleaned:
        self.offset = self.offset + 1 if offset is None else offset
        cleaned = CLEANER.clean(raw, at(self.offset), self.memory.profile(raw.source))
        for change in memory.decide(self.memory, cleaned.lesson, at(self.offset)):
            memory.apply(self.memory, change)
        self.memory.through = max(self.memory.through, self.offset)
        return cleaned


def article(number: int, *furniture: str, source: str = "paper") -> RawArticle:
    """An article of its own words (as letters: digits are folded) between lines of furniture."""
    name = "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "ville"
    prose = [
        f"The council of {name} met on Monday to talk about the {word} of the town, {name} said."
        for word in ("bridges", "schools", "trees", "markets", "museum")
    ]
    return text_article("\n".join((*prose, *furniture)), source=source)


def test_a_line_that_recurs_in_a_source_is_furniture_from_the_second_article_on() -> None:
    worker = Worker()
    tip = "The Bridge Desk of the Paper"
    assert tip in worker.see(article(1, tip)).article.text
    cleaned = worker.see(article(2, tip))
    assert tip not in cleaned.article.text
    (removal,) = cleaned.article.removals
    assert (removal.layer, removal.rule) == ("memory", "seen-in:1")


def test_digits_are_folded() -> None:
    worker = Worker()
    worker.see(article(1, "Story number 123 of the Paper"))
    assert "Story number" not in worker.see(article(2, "Story number 99 of the Paper")).article.text


def test_prose_needs_more_evidence_than_a_short_line() -> None:
    worker = Worker()
    prose = "The Paper is owned by its readers and lives on what they are willing to give for it."
    kept = [prose in worker.see(article(number, prose)).article.text for number in range(5)]
    assert kept == [True, True, True, False, False]


def test_an_updated_article_neither_teaches_nor_is_cut() -> None:
    worker = Worker()
    worker.see(article(1))
    before = worker.memory.profile("paper")
    updated = text_article(article(1).body + "\nThe meeting was closed at noon.", source="paper")
    assert worker.see(updated).article.text == updated.body
    assert worker.memory.profile("paper") is before


def test_the_same_offset_and_the_same_version_never_teach_twice() -> None:
    worker = Worker()
    worker.see(article(1, "Tip line"), offset=5)
    taught = worker.memory.profile("paper")
    worker.see(article(2, "Tip line"), offset=5)
    assert worker.memory.profile("paper") is taught
    worker.see(article(1, "Tip line"), offset=6)
    assert worker.memory.profile("paper") is taught


def test_sources_do_not_teach_each_other() -> None:
    worker = Worker()
    worker.see(article(1, "Our town, our paper", source="a"))
    assert "Our town" in worker.see(article(2, "Our town, our paper", source="b")).article.text


def test_what_is_not_seen_again_is_forgotten_and_the_lines_stay_bounded() -> None:
    worker = Worker()
    worker.see(article(0, "An old tip line"))
    for number in range(1, 400):
        worker.see(article(number, "The newer tip line"))
    profile = worker.memory.profile("paper")
    assert profile is not None
    assert len(profile.lines) <= memory.MAX_LINES
    assert "An old tip line" in worker.see(article(400, "An old tip line")).article.text
    assert "newer tip" not in worker.see(article(401, "The newer tip line")).article.text


def test_sources_are_bounded_and_the_least_recently_taught_one_goes() -> None:
    worker = Worker()
    for number in range(memory.MAX_SOURCES + 1):
        worker.see(text_article("One short line.", source=f"s{number}"))
    assert len(worker.memory) == memory.MAX_SOURCES
    assert worker.memory.profile("s0") is None
    assert worker.memory.profile("s1") is not None


def test_a_source_that_changes_its_template_is_learned_afresh_and_it_is_counted() -> None:
    worker = Worker()
    old = [f"Furniture of the old page, part {letter}" for letter in "abcdefghijkl"]
    for number in range(12):
        worker.see(article(number, *old))
    new = [f"Furniture of the new page, part {letter}" for letter in "mnopqrstuvwx"]
    for number in range(12, 16):
        worker.see(article(number, *new))
    profile = worker.memory.profile("paper")
    assert profile is not None
    assert profile.resets == 1
    assert "old page" in worker.see(article(20, old[0])).article.text


def test_a_memory_that_knows_most_of_an_article_is_not_believed() -> None:
    worker = Worker()
    lines = [
        f"The {word} of the town are closed until the end of the long winter."
        for word in ("bridges", "schools", "parks", "shops", "roads", "mills")
    ]
    for number in range(4):
        worker.see(
            text_article(
                "\n".join((*article(number).body.splitlines(), *lines[number : number + 2]))
            )
        )
    for number in range(4, 8):
        worker.see(text_article("\n".join((article(number).body, *lines))))
    cleaned = worker.see(text_article("\n".join(lines)))
    assert cleaned.article.text == "\n".join(lines)
