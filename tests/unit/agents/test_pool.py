"""How an article that cannot be extracted is told of across the boundary of processes."""

import pytest

from agents.pool import ExtractorFaultError, Refusal
from pipeline.refusal import error_class
from pipeline.stage import RejectedError


def test_what_is_wrong_with_an_article_comes_over_as_what_it_is() -> None:
    error = Refusal(RejectedError.__name__, "no text", "a trace").error()
    assert error_class(error) == "rejected"
    assert str(error) == "no text"


def test_a_fault_of_ours_comes_over_as_a_bug_with_the_trace_of_its_own_process() -> None:
    error = Refusal("KeyError", "'x'", "Traceback: in the child").error()
    with pytest.raises(ExtractorFaultError, match="KeyError: 'x'"):
        raise error
    assert error_class(error) == "bug"
    assert error.__notes__ == ["Traceback: in the child"]
