"""Our forward pass and decoders against spaCy's own, on real articles."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from pipeline.extract.decode import ParseDecoder
from pipeline.extract.network import read_linear, read_scorer, read_vectors
from pipeline.extract.reader import SHIPPED_MODEL
from pipeline.extract.recognise import NameDecoder

SEEDS = sorted((Path(__file__).resolve().parents[4] / "seeds").iterdir())
# Rounding of the last bits, summed over five layers.
CLOSE = 1e-4


@cache
def pipes() -> dict[str, Any]:
    nlp = spacy.load(SHIPPED_MODEL)
    return {"make_doc": nlp.make_doc, **dict(nlp.pipeline)}


def moves(name: str) -> list[str]:
    system = pipes()[name].moves
    return [system.get_class_name(number) for number in range(system.n_moves)]


def tensored(text: str) -> Doc:
    doc: Doc = pipes()["make_doc"](text)
    return pipes()["tok2vec"](doc)  # type: ignore[no-any-return]


def paragraphs(doc: Doc) -> list[tuple[int, int]]:
    """A simple cut: after each token with a line break."""
    cuts = {0, len(doc), *(token.i + 1 for token in doc if "\n" in token.text)}
    return list(pairwise(sorted(cuts)))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_vectors_are_those_of_spacy(seed: Path) -> None:
    doc = tensored(seed.read_text("utf-8"))
    ours = read_vectors(pipes()["tok2vec"].model).of(doc)
    assert np.abs(ours - doc.tensor).max() < CLOSE
    for name in ("tagger", "morphologizer"):
        linear = read_linear(pipes()[name].model, "softmax")
        assert np.array_equal(linear(ours).argmax(axis=1), pipes()[name].predict([doc])[0])


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_each_paragraph_is_parsed_as_spacy_parses_it_alone(seed: Path) -> None:
    doc = tensored(seed.read_text("utf-8"))
    decoder = ParseDecoder(read_scorer(pipes()["parser"].model), moves("parser"))
    vectors = read_vectors(pipes()["tok2vec"].model).of(doc)
    arcs = decoder.parse(vectors, paragraphs(doc))
    for first, end in paragraphs(doc):
        alone = pipes()["parser"](doc[first:end].as_doc())
        assert arcs.heads[first:end] == [first + token.head.i for token in alone]
        assert arcs.labels[first:end] == [token.dep_ for token in alone]
        assert arcs.begins[first:end] == [bool(token.is_sent_start) for token in alone]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_names_are_those_of_spacy(seed: Path) -> None:
    doc = tensored(seed.read_text("utf-8"))
    for first, _ in paragraphs(doc):
        doc[first].is_sent_start = True
    ends = np.array([*(bool(token.is_sent_start) for token in doc[1:]), True])
    spaces = np.array([token.is_space for token in doc])
    ner = pipes()["ner"]
    decoder = NameDecoder(read_scorer(ner.model), moves("ner"))
    vectors = read_vectors(ner.model.get_ref("tok2vec")).of(doc)
    found = decoder.names(vectors, ends, spaces)
    assert found == [(e.start, e.end, e.label_) for e in ner(doc).ents]
    assert found
