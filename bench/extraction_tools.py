"""Other tools on the same weights: spaCy's own components, and textacy on the same parse.

textacy is no dependency of the program: `uv pip install --target FOLDER --no-deps -r
bench/extraction_tools.txt`, and FOLDER in PYTHONPATH; where it is absent its rows are skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import spacy
from spacy.language import Language
from spacy.tokens import Token

from bench import extraction_names, extraction_quotes
from bench.extraction_parser import as_doc
from pipeline.extract.reader import SHIPPED_MODEL, Reader
from pipeline.extract.verbs import by_form

# Larger batches are no faster for articles and take more memory.
_BATCH = 8


def spacy_pipeline() -> Language:
    """The shipped weights in spaCy's own components."""
    return spacy.load(SHIPPED_MODEL)


def spacy_names(nlp: Language) -> extraction_names.Finder:
    """The model alone, without the rules after it."""
    types = extraction_names.GOLD_TYPES

    def find(text: str) -> extraction_names.Found:
        return extraction_names.Found(
            {
                (e.start_char, e.end_char, types[e.label_])
                for e in nlp(text).ents
                if e.label_ in types
            }
        )

    return find


def read_all(nlp: Language, texts: list[str]) -> None:
    for _ in nlp.pipe(texts, batch_size=_BATCH):
        pass


def textacy_quotes(reader: Reader) -> tuple[extraction_quotes.Finder, Callable[[], int]] | None:
    """textacy's direct quotations on our parse, with the base forms of its cues; and of how many
    texts it raised. None where it is not installed, which is said."""
    try:
        from textacy import constants  # type: ignore[import-not-found, unused-ignore]
        from textacy.extract.triples import (  # type: ignore[import-not-found, unused-ignore]
            direct_quotations,
        )
    except ImportError as missing:
        print(f"skipped: textacy ({missing}; bench/extraction_tools.txt)")
        return None
    verb_of = by_form(sorted(constants.REPORTING_VERBS["en"]))
    vocab = spacy.blank("en").vocab
    raised = 0

    def find(text: str) -> list[extraction_quotes.Joined]:
        nonlocal raised
        tree = reader.read(text).tree
        doc = as_doc(tree, vocab)
        for token in doc:
            token.lemma_ = verb_of.get(token.lower_, token.lower_)
        try:
            quotations = list(direct_quotations(doc))
        except ValueError:  # an odd number of quotation marks
            raised += 1
            return []
        letters = partial(_letters, text, tree.starts, tree.ends)
        return [
            ("direct", letters(list(q.content)), letters(q.cue), letters(q.speaker))
            for q in quotations
        ]

    return find, lambda: raised


def _letters(text: str, starts: list[int], ends: list[int], tokens: list[Token]) -> frozenset[int]:
    return extraction_quotes.letters(text, [(starts[t.i], ends[t.i]) for t in tokens])
