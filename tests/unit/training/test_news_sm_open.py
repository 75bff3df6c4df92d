"""The recipe of the English model is the one that the shipped model was made by."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.util import load_config, load_model_from_config

from pipeline.extract.reader import SHIPPED_MODEL
from training.news_sm_open import train

SHIPPED = load_config(SHIPPED_MODEL / "config.cfg").interpolate()


@pytest.mark.parametrize("part", [train.PARSE, train.NAMES])
def test_the_settings_of_the_recipe_are_those_of_the_shipped_model(part: train.Part) -> None:
    settings = load_config(train.HERE / part.config)
    filled = load_model_from_config(settings, auto_fill=True).config.interpolate()
    for name, component in filled["components"].items():
        assert SHIPPED["components"][name] == component


def test_the_trainer_is_told_how_the_shipped_parser_was_trained() -> None:
    settings = load_config(train.HERE / train.PARSE.config)
    filled = load_model_from_config(settings, auto_fill=True).config.interpolate()
    for key in ("seed", "max_steps", "eval_frequency", "dropout", "optimizer", "batcher"):
        assert SHIPPED["training"][key] == filled["training"][key]


def test_absent_corpora_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="does not hold the corpora"):
        train.main([str(tmp_path), "--out", str(tmp_path / "model")])
