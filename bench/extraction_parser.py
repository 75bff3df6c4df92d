"""The parse against PUD news: 500 sentences that were never trained on."""

from __future__ import annotations

from collections.abc import Callable

import spacy
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.vocab import Vocab

from bench.extraction_data import DOCBINS, there
from pipeline.extract.reader import Reader
from pipeline.extract.tree import Tree

Parser = Callable[[str], Doc]


def ours(reader: Reader) -> Parser:
    vocab = spacy.blank("en").vocab
    return lambda text: as_doc(reader.read(text).tree, vocab)


def parser(parsers: dict[str, Parser]) -> None:
    """Prints UAS, LAS, and the share of right tags, punctuation left out as is usual."""
    path = DOCBINS / "pud_news.spacy"
    if not there(path):
        return
    gold = list(DocBin().from_disk(path).get_docs(spacy.blank("en").vocab))
    for title, parse in parsers.items():
        examples = [Example(parse(doc.text), doc) for doc in gold]
        scores = Scorer.score_deps(
            examples,
            "dep",
            head_attr="head",
            labels=(),
            ignore_labels=("p", "punct"),
            getter=lambda token, _: token.dep_.lower(),
        )
        tags = Scorer.score_token_attr(examples, "tag")
        print(
            f"{title:9} PUD news  UAS {100 * scores['dep_uas']:.1f}  "
            f"LAS {100 * scores['dep_las']:.1f}  tags {100 * tags['tag_acc']:.1f}"
        )


def as_doc(tree: Tree, vocab: Vocab) -> Doc:
    """The tree in spaCy's form; its token `i` is the tree's, tokens of white space are left out."""
    ends = [*tree.starts[1:], -1]
    return Doc(
        vocab,
        words=tree.words,
        spaces=[end != start for end, start in zip(tree.ends, ends, strict=True)],
        tags=tree.tags,
        pos=tree.pos,
        deps=tree.deps,
        heads=tree.heads,
    )
