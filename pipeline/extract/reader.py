"""The language model: a text in, its parse and the names that the model sees out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.extract.bounds import MAX_TOKENS, bounded
from pipeline.extract.paragraphs import paragraph_starts
from pipeline.extract.tree import Token, Tree, plant

SHIPPED_MODEL = Path(__file__).resolve().parents[2] / "models" / "news_sm_open"

# What the rules read: tags, coarse tags, heads and relations, names. Anything else would be loaded
# and run for nobody.
PIPES = ("tok2vec", "tagger", "morphologizer", "parser", "ner")


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

    def __init__(self, model_dir: Path | None = None) -> None:
        directory = model_dir or SHIPPED_MODEL
        everything = spacy.util.load_config(directory / "config.cfg")["nlp"]["pipeline"]
        self._nlp: Language = spacy.load(
            directory, exclude=[pipe for pipe in everything if pipe not in PIPES]
        )
        self.name = f"{self._nlp.meta['name']}-{self._nlp.meta['version']}"

    @property
    def strings(self) -> int:
        """How many strings the model holds: what must not grow while a worker runs."""
        return len(self._nlp.vocab.strings)

    def read(self, text: str) -> Reading:
        """The parse of `text`, or of as much of it as the caps let through. Never raises."""
        readable = bounded(text)
        starts = paragraph_starts(readable.text)
        # Words that are new to the vocabulary are forgotten at the end of the block; only plain
        # values leave it.
        with self._nlp.memory_zone():
            doc, notes = self._tokens(readable.text)
            _begin_sentences(doc, starts)
            for _, pipe in self._nlp.pipeline:
                doc = pipe(doc)
            tree, names = _plain(doc, readable.text, starts)
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


def _begin_sentences(doc: Doc, starts: list[int]) -> None:
    """No sentence goes over the end of a paragraph."""
    waiting = iter(starts)
    start = next(waiting, None)
    for token in doc:
        if start is None:
            return
        if token.idx >= start and not token.is_space:
            token.is_sent_start = True
            start = next((s for s in waiting if s > token.idx), None)


def _plain(doc: Doc, text: str, starts: list[int]) -> tuple[Tree, tuple[Name, ...]]:
    """The parse without the tokens that are white space, heads and names renumbered."""
    kept = [token for token in doc if not token.is_space]
    number = {token.i: position for position, token in enumerate(kept)}
    tokens = []
    begins = False
    for position, token in enumerate(kept):
        head = token.head
        while head.is_space and head.head.i != head.i:
            head = head.head
        # A sentence that begins with white space begins with the first word after it.
        previous = kept[position - 1].i if position else -1
        begins = any(bool(doc[i].is_sent_start) for i in range(previous + 1, token.i + 1))
        tokens.append(
            Token(
                start=token.idx,
                end=token.idx + len(token),
                pos=token.pos_,
                tag=token.tag_,
                dep=token.dep_,
                head=number.get(head.i, position),
                begins_sentence=begins,
            )
        )
    names = []
    for entity in doc.ents:
        inside = [number[token.i] for token in entity if not token.is_space]
        if inside:
            names.append(Name(inside[0], inside[-1] + 1, entity.label_))
    return plant(text, tokens, starts), tuple(names)
