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


_ATTRIBUTES: list[int | str] = [
    "IDX",
    "LENGTH",
    "POS",
    "TAG",
    "DEP",
    "HEAD",
    "SENT_START",
    "IS_SPACE",
]
_SPACE = _ATTRIBUTES.index("IS_SPACE")
_UNSIGNED = 1 << 64  # strings are known by unsigned hashes, heads are signed distances


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
    strings = doc.vocab.strings
    labels: dict[int, str] = {0: ""}

    def label(number: int) -> str:
        if number not in labels:
            labels[number] = strings[number % _UNSIGNED]
        return labels[number]

    # One array instead of an object a token: a fifth of the time.
    rows = doc.to_array(_ATTRIBUTES).astype("int64").tolist()
    number = [-1] * len(rows)
    kept = 0
    for position, row in enumerate(rows):
        if not row[_SPACE]:
            number[position] = kept
            kept += 1
    tokens = []
    begins = False
    for position, row in enumerate(rows):
        start, length, pos, tag, dep, head, sentence, space = row
        # A sentence that begins with white space begins with the first word after it.
        begins = begins or sentence == 1
        if space:
            continue
        above = number[position + head]
        tokens.append(
            Token(
                start=start,
                end=start + length,
                pos=label(pos),
                tag=label(tag),
                dep=label(dep),
                head=above if above >= 0 else number[position],
                begins_sentence=begins,
            )
        )
        begins = False
    names = []
    for entity in doc.ents:
        inside = [number[i] for i in range(entity.start, entity.end) if number[i] >= 0]
        if inside:
            names.append(Name(inside[0], inside[-1] + 1, entity.label_))
    return plant(text, tokens, starts), tuple(names)
