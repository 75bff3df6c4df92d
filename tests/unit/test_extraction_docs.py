"""docs/extraction.md: its Python runs, its entries are the lexicon's, its values the code's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from pipeline.extract.analyse import RULES
from schemas.extracted import ClaimKind, EntityType, QuoteKind

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "extraction.md").read_text("utf-8")
LEXICON = ROOT / "pipeline" / "extract" / "lexicon"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_python_of_the_page_runs() -> None:
    code = "\n".join(blocks("python"))
    assert code.count("assert") >= 15
    exec(compile(code, "docs/extraction.md", "exec"), {})


@pytest.mark.parametrize("entry", blocks("toml"))
def test_an_entry_shown_is_one_of_the_lexicon(entry: str) -> None:
    assert any(entry in path.read_text("utf-8") for path in LEXICON.glob("*.toml"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(\w+\.(?:txt|toml|py))`", PAGE))))
def test_a_file_named_exists(name: str) -> None:
    folders = (LEXICON, LEXICON.parent, ROOT / "tests" / "unit" / "pipeline" / "extract")
    assert any((folder / name).exists() for folder in folders)


@pytest.mark.parametrize(
    "value", [x for t in (EntityType, QuoteKind, ClaimKind) for x in get_args(t)]
)
def test_every_type_and_kind_is_explained(value: str) -> None:
    assert f"`{value}`" in PAGE


def test_the_version_shown_is_the_version() -> None:
    assert f"+{RULES}`" in PAGE
