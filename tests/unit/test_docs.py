"""What the README and docs/ say can be done: commands parse, files exist, names are the code's."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
import typer
from prometheus_client import CollectorRegistry
from pydantic_core import PydanticUndefined
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from agents.metrics import DoorMetrics, FeedMetrics, StageMetrics
from agents.settings import ENVIRONMENT_PREFIX, Settings
from cli.main import app
from schemas.article import Article, CopyRelation, Duplicate, LinkRelation, WithheldRelation
from schemas.clean import Layer, Metadata, MetadataOrigin, Removal, RemovalClass
from schemas.extracted import Claim, ClaimKind, DateOrigin, Entity, EntityType, Quote, QuoteKind
from schemas.headers import ErrorClass
from schemas.limits import TopicName
from schemas.raw import RawArticle, Restriction

ROOT = Path(__file__).parent.parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
GUIDE = (ROOT / "docs" / "guide.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()

# Read by others than Settings: the jar cache, and the Makefile's fault tests.
OTHER_VARIABLES = {"WIRECOPY_CACHE_DIR", "WIRECOPY_FAULTS"}

_LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_VARIABLE = re.compile(r"\bWIRECOPY_[A-Z_]+\b")
_MAKE = re.compile(r"\bmake ([a-z]+)\b")
_METRIC = re.compile(r"`(wirecopy_[a-z_]+)`")
# Where a shell's command ends and something else begins.
_SHELL_END = {"|", "||", "&&", ";", "&", ">", ">>", "<"}

CLI = get_group(app)


class CommandLine(NamedTuple):
    """`wirecopy …` as a page has it. Not complete: the beginning of a command line."""

    page: str
    arguments: tuple[str, ...]
    is_complete: bool

    def __str__(self) -> str:
        return f"{self.page}: wirecopy {' '.join(self.arguments)}"


def code_of(page: Path) -> Iterator[tuple[str, bool]]:
    """The code of a page: lines of its blocks, and its spans (True: a mention in a sentence)."""
    fenced = False
    for line in page.read_text().splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip(), False
        else:
            for span in _CODE_SPAN.findall(line):
                yield span, True


def command_lines(page: Path) -> Iterator[CommandLine]:
    """Every `wirecopy …` in the code of a page. Where an argument is a name of what belongs there
    (`publish PATH…`, `worker STAGE`), and where a sentence names a command, only the words before
    are taken, and need not be complete."""
    for line, is_mention in code_of(page):
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            continue  # a line of output with an apostrophe
        for position, word in enumerate(words):
            before = words[position - 1] if position else ""
            if word.rpartition("/")[2] != "wirecopy" or not (
                position == 0 or before in _SHELL_END or "=" in before
            ):
                continue
            arguments = list(takewhile(lambda w: w not in _SHELL_END, words[position + 1 :]))
            named = list(takewhile(lambda w: "…" not in w and not w.isupper(), arguments))
            if named:
                yield CommandLine(page.name, tuple(named), not is_mention and named == arguments)


def parse(command: TyperGroup | TyperCommand, line: CommandLine) -> None:
    """Parses the line as the command itself would, and runs nothing. Raises a usage error."""
    rest, parent = list(line.arguments), None
    while isinstance(command, TyperGroup):
        context = command.make_context("wirecopy", rest, parent=parent)
        _, inner, rest = command.resolve_command(context, rest)
        assert isinstance(inner, TyperGroup | TyperCommand)
        command, parent = inner, context
        if not rest and not line.is_complete:
            return
    command.make_context("wirecopy", rest, parent=parent)


COMMANDS = sorted({line for page in PAGES for line in command_lines(page)})


@pytest.mark.parametrize("line", COMMANDS, ids=str)
def test_every_command_line_in_the_docs_parses(line: CommandLine) -> None:
    parse(CLI, line)


def test_a_command_line_that_does_not_exist_is_found_out() -> None:
    for wrong in (("tail", "--nonsense"), ("topics", "remove"), ("publish",), ("worker", "all")):
        with pytest.raises(typer.BadParameter.__mro__[1]):
            parse(CLI, CommandLine("here", wrong, True))


def test_the_docs_show_every_command() -> None:
    shown = {line.arguments for line in COMMANDS}
    for name, inner in CLI.commands.items():
        subs = list(inner.commands) if isinstance(inner, TyperGroup) else []
        wanted: list[tuple[str, ...]] = [(name, sub) for sub in subs] or [(name,)]
        for command in wanted:
            assert any(line[: len(command)] == command for line in shown), f"not shown: {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_named_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in {t for code, _ in code_of(page) for t in _MAKE.findall(code)}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page.name}: make {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(page.read_text()):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {link}"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    }


def setting_rows() -> dict[str, str]:
    """Variable and default of every row of the settings table."""
    rows = re.findall(r"^\| `(WIRECOPY_\w+)` \| ([^|]+) \| [^|]+ \|$", OPERATIONS, re.MULTILINE)
    return {name: default.strip().strip("`") for name, default in rows}


def test_every_setting_is_documented_with_its_default() -> None:
    rows = setting_rows()
    assert list(rows) == [ENVIRONMENT_PREFIX + name.upper() for name in Settings.model_fields]
    for name, setting in Settings.model_fields.items():
        said = rows[ENVIRONMENT_PREFIX + name.upper()]
        if setting.default is None:
            assert said == "–"
        elif setting.default is not PydanticUndefined:
            assert said == str(setting.default)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_variable_named_exists(page: Path) -> None:
    known = {ENVIRONMENT_PREFIX + name.upper() for name in Settings.model_fields}
    known |= OTHER_VARIABLES | {f"{name}_FILE" for name in known}
    assert set(_VARIABLE.findall(page.read_text())) <= known | {ENVIRONMENT_PREFIX}


def test_exactly_the_metrics_that_exist_are_documented() -> None:
    registry = CollectorRegistry()
    StageMetrics("clean", registry)
    DoorMetrics(registry)
    FeedMetrics(registry)
    exposed = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name
        for metric in registry.collect()
    }
    rows = re.findall(r"^\| `(wirecopy_\w+)` \|", OPERATIONS, re.MULTILINE)
    assert sorted(rows) == sorted(exposed)
    for page in PAGES:
        assert set(_METRIC.findall(page.read_text())) <= exposed, page.name


@pytest.mark.parametrize("error_class", get_args(ErrorClass))
def test_every_class_of_dead_letters_has_its_remedy(error_class: str) -> None:
    assert f"| `{error_class}` |" in OPERATIONS


MODELS = (RawArticle, Article, Duplicate, Removal, Metadata, Entity, Quote, Claim)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_guide_explains_every_field(model: type[RawArticle]) -> None:
    names = {field.alias or name for name, field in model.model_fields.items()}
    missing = {name for name in names if f"`{name}`" not in GUIDE}
    assert not missing


VALUES = (
    TopicName, RemovalClass, Layer, MetadataOrigin, DateOrigin, EntityType, QuoteKind, ClaimKind,
    CopyRelation, LinkRelation, WithheldRelation, Restriction,
)  # fmt: skip


@pytest.mark.parametrize("values", VALUES, ids=str)
def test_the_guide_names_every_value_of_a_closed_list(values: object) -> None:
    missing = {value for value in get_args(values) if f"`{value}`" not in GUIDE}
    assert not missing
