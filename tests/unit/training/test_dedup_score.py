import numpy as np

from training.dedup_score import FLOORS, Pairs, fit


def pairs(features: np.ndarray[tuple[int, int], np.dtype[np.float64]], telling: int) -> Pairs:
    """True where the feature number `telling` is above a half."""
    many = len(features)
    truth = (features[:, telling] > 0.5).astype(np.float64)
    return Pairs(features, truth, np.ones(many), np.zeros(many, np.int64))


FEATURES = np.random.default_rng(1).random((500, len(FLOORS)))


def test_the_weight_is_on_what_tells() -> None:
    bias, weights = fit(pairs(FEATURES, 1))
    assert weights.argmax() == 1
    found = bias + FEATURES @ weights > 0
    assert (found == (FEATURES[:, 1] > 0.5)).mean() > 0.95


def test_no_weight_is_below_its_floor() -> None:
    _, weights = fit(pairs(1 - FEATURES, 1))
    assert (weights >= FLOORS).all()
