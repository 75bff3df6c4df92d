"""The language model: a text in, its parse and the names that the model sees out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import ThreadpoolController

from pipeline.extract import lexicon
from pipeline.extract.bounds import MAX_CHARACTERS, MAX_TOKENS, bounded
from pipeline.extract.decode import ParseDecoder
from pipeline.extract.network import Bools, Ints, read_linear, read_scorer, read_vectors
from pipeline.extract.paragraphs import paragraph_starts
from pipeline.extract.recognise import NameDecoder
from pipeline.extract.tree import Token, Tree, plant

SHIPPED_MODEL = Path(__file__).resolve().parents[2] / "models" / "news_sm_open"

_PLACE: list[int | str] = ["IDX", "LENGTH", "IS_SPACE"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the model or a rule sees it: tokens `first` to `end` (exclusive), and its label
    (PERSON, ORG, GPE, LOC, FAC, NORP, EVENT)."""

    first: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    tree: Tree
    names: tuple[Name, ...]
    notes: tuple[str, ...]


class Reader:
    """One loaded model, for one language. Not to be shared between threads.

    Each text goes through the model alone, never in a batch: matrix products of another shape may
    round differently, and the same text must always give the same parse. (For texts as long as
    articles a batch is no faster: measured within 5 %.)
    """

    language = "en"

    def __init__(self, model_dir: Path | None = None, most: int = MAX_CHARACTERS) -> None:
        self._most = most
        self._nlp: Language = spacy.load(model_dir or SHIPPED_MODEL)
        self.name = f"{self._nlp.meta['name']}-{self._nlp.meta['version']}"
        pipes: dict[str, Any] = dict(self._nlp.pipeline)
        self._vectors = read_vectors(pipes["tok2vec"].model)
        self._name_vectors = read_vectors(pipes["ner"].model.get_ref("tok2vec"))
        self._tag = read_linear(pipes["tagger"].model, "softmax")
        self._tags = pipes["tagger"].labels
        self._class = read_linear(pipes["morphologizer"].model, "softmax")
        self._classes = [label.removeprefix("POS=") for label in pipes["morphologizer"].labels]
        self._parser = ParseDecoder(read_scorer(pipes["parser"].model), _moves(pipes["parser"]))
        self._namer = NameDecoder(read_scorer(pipes["ner"].model), _moves(pipes["ner"]))
        self._products = ThreadpoolController().select(user_api="blas")
        # Common words stay in the vocabulary, alone and before a comma or full stop; of a word that
        # is new to it the tokenizer must work out everything.
        for ending in ("", ",", "."):
            for word in sorted(lexicon.words("frequent")):
                self._nlp.make_doc(word + ending)

    @property
    def strings(self) -> int:
        """How many strings the model holds: what must not grow while a worker runs."""
        return len(self._nlp.vocab.strings)

    def read(self, text: str) -> Reading:
        """The parse of `text`, or of as much of it as the caps let through. Never raises."""
        readable = bounded(text, self._most)
        # Matrix products take one thread: the other cores have processes of their own. Words that
        # are new to the vocabulary are forgotten at the end of the block; only plain values leave
        # it.
        with self._products.limit(limits=1), self._nlp.memory_zone():
            doc, notes = self._tokens(readable.text)
            tree, names = self._understood(doc, readable.text, text)
        notes = readable.notes + notes
        if tree.skipped:
            notes += (f"not analysed: {len(tree.skipped)} overlong sentences",)
        return Reading(tree, names, notes)

    def _tokens(self, text: str) -> tuple[Doc, tuple[str, ...]]:
        doc = self._nlp.make_doc(text)
        if len(doc) <= MAX_TOKENS:
            return doc, ()
        end = doc[MAX_TOKENS].idx
        return doc[:MAX_TOKENS].as_doc(), (f"analysed the first {end} characters",)

    def _understood(self, doc: Doc, text: str, whole: str) -> tuple[Tree, tuple[Name, ...]]:
        """What the model makes of `text`, told in the words of `whole`: what was hidden from the
        model stands there, and is part of what goes over it."""
        starts = paragraph_starts(text)
        rows = doc.to_array(_PLACE).astype("int64")
        spaces = rows[:, 2].astype(bool)
        vectors = self._vectors.of(doc)
        arcs = self._parser.parse(vectors, _paragraphs(rows[:, 0], spaces, starts))
        ends = np.array([*arcs.begins[1:], True])
        names = self._namer.names(self._name_vectors.of(doc), ends, spaces)
        # The tokens that are white space are left out, and the others counted anew.
        number = (np.cumsum(~spaces) - 1).tolist()
        tags = self._tag(vectors).argmax(axis=1).tolist()
        classes = self._class(vectors).argmax(axis=1).tolist()
        tokens = []
        begins = False
        for position, (start, length, space) in enumerate(rows.tolist()):
            # A sentence that begins with white space begins with the first word after it.
            begins = begins or arcs.begins[position]
            if space:
                continue
            head = arcs.heads[position]
            tokens.append(
                Token(
                    start=start,
                    end=start + length,
                    pos=self._classes[classes[position]],
                    tag=self._tags[tags[position]],
                    dep=arcs.labels[position],
                    head=number[position if spaces[head] else head],
                    begins_sentence=begins,
                )
            )
            begins = False
        return plant(whole, tokens, starts), tuple(_named(names, spaces.tolist(), number))


def _moves(pipe: Any) -> list[str]:
    """The moves of a decoder in the order of its scores (`move_names` leaves one out)."""
    return [pipe.moves.get_class_name(number) for number in range(pipe.moves.n_moves)]


def _paragraphs(where: Ints, spaces: Bools, starts: list[int]) -> list[tuple[int, int]]:
    """Spans of tokens, each from a paragraph's first word: no sentence goes over its end."""
    words = np.flatnonzero(~spaces)
    found = np.searchsorted(where[words], starts)
    firsts = words[found[found < len(words)]]
    cuts = sorted({0, *firsts.tolist(), len(where)})
    return list(pairwise(cuts))


def _named(
    found: Iterable[tuple[int, int, str]], spaces: list[bool], number: list[int]
) -> Iterator[Name]:
    """The names with their tokens counted without white space."""
    for first, end, label in found:
        inside = [number[token] for token in range(first, end) if not spaces[token]]
        if inside:
            yield Name(inside[0], inside[-1] + 1, label)
