"""Train the English model: `python -m training.news_sm_open.train CORPORA --out OUT`.

About 40 minutes of one core; no accelerator is used. `--steps 20` rehearses every step in one
minute, with a model that is good for nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example

HERE = Path(__file__).parent
VERSION = "1.0.0"
LARGEST_BYTES = 16_000_000
# Two threads add in another order: the weights would depend on the machine's cores.
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"
)
TEST_PARSES, TEST_NAMES = "pud_news.spacy", "test_pud_news.spacy"


@dataclass(frozen=True, slots=True)
class Part:
    """One run of spaCy's trainer: its settings (with the seed), and the corpora by file name."""

    config: str
    train: str
    dev: str


PARSE = Part("parse.cfg", "parse_train.spacy", "parse_dev.spacy")
NAMES = Part("names.cfg", "ner_train_aug2.spacy", "ner_dev.spacy")


def trained(part: Part, corpora: Path, out: Path, steps: int | None) -> Language:
    """The best of the pipelines that the trainer saw, by its scores on the development corpus.

    Raises `CalledProcessError` where the trainer fails; it has said why.
    """
    overrides = {"paths.train": str(corpora / part.train), "paths.dev": str(corpora / part.dev)}
    if steps is not None:
        overrides |= {"training.max_steps": str(steps), "training.eval_frequency": str(steps)}
    command = [sys.executable, "-m", "spacy", "train", str(HERE / part.config), "--output"]
    command += [
        str(out),
        *(word for key, value in overrides.items() for word in (f"--{key}", value)),
    ]
    subprocess.run(command, env=os.environ | ONE_THREAD, check=True)
    return spacy.load(out / "model-best")


def assembled(parse: Language, names: Language) -> Language:
    """One pipeline of both, with what its readers may know about it."""
    parse.add_pipe("ner", source=names)
    parse.meta.update(
        name="news_sm_open",
        version=VERSION,
        license="CC BY-SA 4.0",
        author="The wirecopy authors",
        description="compact English news pipeline trained from openly licensed corpora",
    )
    return parse


def packaged(nlp: Language, out: Path) -> int:
    """Writes the pipeline and returns its size in bytes. Raises `ValueError` where it is larger
    than a package may be."""
    nlp.to_disk(out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    if size > LARGEST_BYTES:
        raise ValueError(f"{out} takes {size} bytes, more than {LARGEST_BYTES}")
    return size


def measured(nlp: Language, corpora: Path) -> str:
    """The figures of the model card, from sentences that were never trained on."""
    parses, names = (_scores(nlp, corpora / file) for file in (TEST_PARSES, TEST_NAMES))
    figures = {
        "UAS": parses["dep_uas"], "LAS": parses["dep_las"], "tags": parses["tag_acc"],
        "sentences F": parses["sents_f"], "names F (all types)": names["ents_f"],
    }  # fmt: skip
    return ", ".join(f"{name} {100 * value:.1f}" for name, value in figures.items())


def _scores(nlp: Language, path: Path) -> dict[str, float]:
    gold = DocBin().from_disk(path).get_docs(nlp.vocab)
    return nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in gold])


def _folder(corpora: Path) -> Path:
    """The folder of the DocBins, `corpora` itself or one in it. Ends the program where a file is
    missing."""
    wanted = {PARSE.train, PARSE.dev, NAMES.train, NAMES.dev, TEST_PARSES, TEST_NAMES}
    for folder in (corpora, corpora / "docbins"):
        if all((folder / file).exists() for file in wanted):
            return folder
    sys.exit(
        f"{corpora} does not hold the corpora ({', '.join(sorted(wanted))}); "
        "training/news_sm_open/README.md says where they come from"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the corpora, as DocBins")
    parser.add_argument("--out", type=Path, required=True, help="where the model is written")
    parser.add_argument("--steps", type=int, help="of each training, in place of the settings'")
    chosen = parser.parse_args(arguments)
    corpora = _folder(chosen.corpora)
    with tempfile.TemporaryDirectory() as work:
        parse, names = (
            trained(part, corpora, Path(work, part.config), chosen.steps) for part in (PARSE, NAMES)
        )
        size = packaged(assembled(parse, names), chosen.out)
    print(f"{chosen.out}: {size / 1e6:.1f} MB; PUD news: {measured(parse, corpora)}")


if __name__ == "__main__":
    main()
