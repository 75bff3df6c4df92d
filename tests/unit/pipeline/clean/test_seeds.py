"""The five seeds come out as they were read: every line of furniture named, no sentence lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean.ledger import restore
from pipeline.clean.stage import Cleaned, Cleaner
from tests.unit.pipeline.clean.articles import AT, text_article

ROOT = Path(__file__).parents[4]
GOLDEN = sorted((ROOT / "tests" / "golden" / "seeds").glob("*.json"))


def _body(golden: Path) -> str:
    seed = ROOT / "seeds" / f"{golden.stem}.txt"
    if not seed.exists():
        pytest.skip(f"{seed.name} is not in seeds/")
    return seed.read_bytes().decode("utf-8")


def _clean(golden: Path) -> Cleaned:
    return Cleaner().clean(text_article(_body(golden)), AT, None)


def _expected(golden: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(golden.read_text("utf-8"))
    return expected


pytestmark = pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem[:3])


def test_the_text_is_the_article_and_nothing_else(golden: Path) -> None:
    assert _clean(golden).article.text == "\n".join(_expected(golden)["text"])


def test_every_line_of_furniture_is_cut_with_its_class(golden: Path) -> None:
    cut = [
        {"class": removal.class_, "text": removal.text.strip()}
        for removal in _clean(golden).article.removals
    ]
    assert cut == _expected(golden)["removals"]


def test_what_was_cut_of_the_article_s_own_is_metadata_with_its_place(golden: Path) -> None:
    cleaned = _clean(golden)
    stated = {
        kind: [mined.value for mined in values]
        for kind, values in cleaned.article.metadata
        if values
    }
    assert stated == _expected(golden)["metadata"]
    for _, values in cleaned.article.metadata:
        for mined in values:
            assert cleaned.rendered[mined.start : mined.end] == mined.value


def test_the_seed_is_restored_to_the_character(golden: Path) -> None:
    article = _clean(golden).article
    assert restore(article.text, article.removals) == _body(golden)


def test_a_clean_seed_needs_no_more_cleaning(golden: Path) -> None:
    text = _clean(golden).article.text
    assert Cleaner().clean(text_article(text), AT, None).article.text == text
