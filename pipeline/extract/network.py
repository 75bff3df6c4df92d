"""The model's weights as plain arrays, and what is computed from them for all tokens at once.

spaCy's own forward pass does the same with more copies, the embedding of each word as often as the
word stands in the text, and its decoders take the interpreter's lock several times a step: measured
together, half of an article's time. NumPy's matrix products (OpenBLAS, one thread, weights as they
are multiplied) run at 145 GFLOPS where thinc's (blis) run at 55 to 80: measured for 800 tokens with
AVX-512. What comes out is the same (a law of the tests) but for the rounding of the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_OPS = NumpyOps()
# As in thinc's layer normalisation.
_EPSILON = np.float32(1e-8)
# What a word's embedding depends on: the word, its norm ("'s" may be one of "is"), and whether
# white space follows. The first two are hashes of 64 bits: sums of odd multiples tell them apart.
_IDENTITY: list[int | str] = ["ORTH", "NORM", "SPACY"]
_MULTIPLES = np.array([3, 5, 7], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Maxout:
    """All first pieces before all second ones."""

    weights: Floats  # (inputs, pieces × outputs)
    bias: Floats
    gain: Floats
    shift: Floats
    width: int

    def __call__(self, rows: Floats) -> Floats:
        """(n, inputs) to (n, width), normalised."""
        pieces = rows @ self.weights
        pieces += self.bias
        width = self.width
        best: Floats = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        np.maximum(best, pieces[:, 2 * width :], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(width) + _EPSILON
        best *= (np.float32(1) / np.sqrt(variance))[:, None]
        best *= self.gain
        best += self.shift
        return best


@dataclass(frozen=True, slots=True)
class Vectors:
    """A tok2vec: hash embeddings, mixed, then convolutions over one token to either side."""

    attributes: list[int | str]
    tables: tuple[tuple[Floats, int], ...]  # each with the seed of its hash
    mix: Maxout
    layers: tuple[Maxout, ...]

    def of(self, doc: Doc) -> Floats:
        """(tokens, width)"""
        keys = (doc.to_array(_IDENTITY) * _MULTIPLES).sum(axis=1)
        _, first, where = np.unique(keys, return_index=True, return_inverse=True)
        features = doc.to_array(self.attributes)[first]
        embedded = [
            _OPS.gather_add(table, _OPS.hash(np.ascontiguousarray(column), seed) % len(table))
            for (table, seed), column in zip(self.tables, features.T, strict=True)
        ]
        mixed = self.mix(np.hstack(embedded))
        # The edges of the text, as far as the convolutions see, are part of what was trained.
        edge, width = len(self.layers), self.mix.width
        rows = np.zeros((len(where) + 2 * edge, width), dtype=np.float32)
        rows[edge:-edge] = mixed[where]
        window = np.zeros((len(rows), 3 * width), dtype=np.float32)
        for layer in self.layers:
            window[1:, :width] = rows[:-1]
            window[:, width : 2 * width] = rows
            window[:-1, 2 * width :] = rows[1:]
            rows += layer(window)
        return rows[edge:-edge]


@dataclass(frozen=True, slots=True)
class Linear:
    weights: Floats  # (inputs, outputs)
    bias: Floats

    def __call__(self, rows: Floats) -> Floats:
        return rows @ self.weights + self.bias


@dataclass(frozen=True, slots=True)
class StateScorer:
    """Scores of the moves in a state of a decoder, from the tokens that the state shows.

    A state shows `features` tokens; each adds its part, worked out once for each token and place.
    """

    narrow: Linear
    parts: Floats  # (width, features × pieces × hidden)
    pad: Floats  # (features, pieces × hidden): the part of a place that shows no token
    bias: Floats  # (pieces × hidden,)
    weights: Floats  # (hidden, moves)
    move_bias: Floats
    features: int
    hidden: int

    def parts_of(self, vectors: Floats) -> Floats:
        """(tokens + 1, features, pieces × hidden): row 0 for no token, row i + 1 for token i. The
        bias is in the first feature's part."""
        table = np.empty((len(vectors) + 1, self.pad.size), dtype=np.float32)
        table[0] = self.pad.reshape(-1)
        np.matmul(self.narrow(vectors), self.parts, out=table[1:])
        parts = table.reshape(len(table), self.features, -1)
        parts[:, 0] += self.bias
        return parts

    def scores(self, summed: Floats, bias: Floats) -> Floats:
        """Of states, the sum of their parts (n, pieces × hidden) to the scores (n, moves), `bias`
        added to them: the moves' own, and what forbids some."""
        pieces = summed.reshape(len(summed), -1, self.hidden)
        scores: Floats = np.maximum.reduce(pieces, axis=1) @ self.weights
        scores += bias
        return scores


def read_vectors(model: Model[Any, Any]) -> Vectors:
    """The weights of spaCy's `HashEmbedCNN`."""
    columns = next(node for node in model.walk() if "columns" in node.attrs)
    tables = [node for node in model.walk() if node.name == "hashembed"]
    maxouts = [node for node in model.walk() if node.name == "maxout"]
    norms = [node for node in model.walk() if node.name == "layernorm"]
    mix, *layers = (_maxout(a, b) for a, b in zip(maxouts, norms, strict=True))
    return Vectors(
        attributes=list(columns.attrs["columns"]),
        tables=tuple((_plain(t, "E"), t.attrs["seed"]) for t in tables),
        mix=mix,
        layers=tuple(layers),
    )


def read_linear(model: Model[Any, Any], name: str) -> Linear:
    """The weights of the last layer of that name; of a softmax, all but what makes shares."""
    model = [node for node in model.walk() if node.name == name][-1]
    return Linear(np.ascontiguousarray(_plain(model, "W").T), _plain(model, "b"))


def read_scorer(model: Model[Any, Any]) -> StateScorer:
    """The weights of a transition-based component, but for its tok2vec."""
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    weights = _plain(lower, "W")  # (features, hidden, pieces, width)
    features, hidden, _, width = weights.shape
    score = read_linear(upper, "linear")
    return StateScorer(
        narrow=read_linear(model.get_ref("tok2vec"), "linear"),
        parts=np.ascontiguousarray(weights.transpose(0, 2, 1, 3).reshape(-1, width).T),
        pad=_plain(lower, "pad")[0].transpose(0, 2, 1).reshape(features, -1),
        bias=_plain(lower, "b").T.reshape(-1),
        weights=score.weights,
        move_bias=score.bias,
        features=features,
        hidden=hidden,
    )


def _maxout(model: Model[Any, Any], norm: Model[Any, Any]) -> Maxout:
    weights = _plain(model, "W")  # (outputs, pieces, inputs)
    outputs, _, inputs = weights.shape
    return Maxout(
        weights=np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, inputs).T),
        bias=_plain(model, "b").T.reshape(-1),
        gain=_plain(norm, "G"),
        shift=_plain(norm, "b"),
        width=outputs,
    )


def _plain(model: Model[Any, Any], name: str) -> Floats:
    return np.ascontiguousarray(model.get_param(name), dtype=np.float32)
