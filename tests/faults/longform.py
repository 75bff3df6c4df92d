"""Whether the long forms run: `make faults` sets WIRECOPY_FAULTS=long."""

import os
from typing import Final

LONG: Final = os.environ.get("WIRECOPY_FAULTS") == "long"
