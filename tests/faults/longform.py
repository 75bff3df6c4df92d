"""Whether the long forms run: `make faults` sets WIRECOPY_FAULTS=long."""

import os
from typing import Final

import pytest

LONG: Final = os.environ.get("WIRECOPY_FAULTS") == "long"

# Marks a test that has no short form.
long_form: Final = pytest.mark.skipif(not LONG, reason="a long form: WIRECOPY_FAULTS=long runs it")
