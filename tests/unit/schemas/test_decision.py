import pytest

from schemas.codec import InvalidMessageError, decode, encode
from schemas.decision import Decision, DecisionBatch

ONE = Decision("default", "a", "00", "new", 1, 2, "ff", 1)


@pytest.mark.parametrize("decisions", [[], [ONE], [ONE, ONE._replace(article_id="b")]])
def test_a_batch_gives_back_its_decisions_in_order(decisions: list[Decision]) -> None:
    batch = decode(DecisionBatch, encode(DecisionBatch.of(decisions, 7)))
    assert (list(batch.decisions()), batch.sketches_from) == (decisions, 7)


def test_columns_of_different_lengths_are_refused() -> None:
    ragged = encode(DecisionBatch.of([ONE], 0)).replace(b'"article_id":["a"]', b'"article_id":[]')
    with pytest.raises(InvalidMessageError, match="different lengths"):
        decode(DecisionBatch, ragged)
