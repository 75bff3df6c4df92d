"""`wirecopy dead`: what is chosen must exist."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli.main import app


@pytest.mark.parametrize("option", ["--class", "--stage"])
def test_a_class_or_stage_that_does_not_exist_is_wrong_usage(option: str) -> None:
    ended = CliRunner().invoke(app, ["dead", "retry", option, "foo"])
    assert ended.exit_code == 2
    assert "foo" in ended.stderr
