"""How sure the classifier must be of a line, and what the lines around it add."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.clean.lines import Line

# From which chance of being furniture a line is cut: prose, which is the article's substance, needs
# more. Chosen in cross-validation by domain for a recall of the article's lines of 0.97; that of
# prose on pages, of which parts and looks say more, by their F1 over three folds by domain.
MIN_CHANCE = 0.75
MIN_CHANCE_PROSE = 0.85
MIN_CHANCE_PAGE_PROSE = 0.8
# Programs look like nothing that the classifier knows, and few pages have one as furniture.
MIN_CHANCE_PROGRAM = 0.95
# Below it no line is cut, whatever it is.
LEAST_CHANCE = MIN_CHANCE

# The odds that a line is of the kind of the one before it. Low, since the classifier has seen the
# neighbours: chosen by the F1 of pages over folds by domain. No line is surer than `LEAST_DOUBT`
# allows.
STAYING_ODDS = 1.6
LEAST_DOUBT = 0.005


def needed_chance(line: Line) -> float:
    """From which chance of being furniture on `line` is cut."""
    if line.block is not None and line.block.program >= 0:
        return MIN_CHANCE_PROGRAM
    if not line.is_paragraph:
        return MIN_CHANCE
    return MIN_CHANCE_PROSE if line.block is None else MIN_CHANCE_PAGE_PROSE


def level_programs(lines: Sequence[Line], chances: Sequence[float]) -> list[float]:
    """`chances`, those of the lines of one `<pre>` no higher than their mean: a line of a program
    says little by itself."""
    of_program: dict[int, list[float]] = {}
    programs = [-1 if line.block is None else line.block.program for line in lines]
    for program, chance in zip(programs, chances, strict=True):
        of_program.setdefault(program, []).append(chance)
    means = {program: sum(found) / len(found) for program, found in of_program.items()}
    return [
        chance if program < 0 else min(chance, means[program])
        for program, chance in zip(programs, chances, strict=True)
    ]


def smooth(lines: Sequence[Line], chances: Sequence[float]) -> list[float]:
    """`chances` with those of the lines around taken in: furniture and article come in runs, and a
    line of which the classifier is unsure is most likely what its neighbours are. What stands
    outside the article's container says nothing of what stands in it. The posterior of a Markov
    chain of two states (forward and backward pass), linear in the lines."""
    odds = [
        chance / (1.0 - chance)
        for chance in (min(max(c, LEAST_DOUBT), 1.0 - LEAST_DOUBT) for c in chances)
    ]
    inside = [line.block is None or line.block.inside for line in lines]
    before = _carried(odds, inside)
    behind = _carried(odds[::-1], inside[::-1])[::-1]
    joined = (own * left * right for own, left, right in zip(odds, before, behind, strict=True))
    return [value / (1.0 + value) for value in joined]


def _carried(odds: Sequence[float], inside: Sequence[bool]) -> list[float]:
    """For each line the odds of being furniture that those before it give it."""
    carried: list[float] = []
    known, side = 1.0, True
    for own, is_inside in zip(odds, inside, strict=True):
        if is_inside != side:
            known, side = 1.0, is_inside
        carried.append((known * STAYING_ODDS + 1.0) / (known + STAYING_ODDS))
        known = carried[-1] * own
    return carried
