"""`python -m tests.faults.injected …`: the `wirecopy` command with a fault built in.

The fault is a module of `tests.faults.injections`, named by INJECTION in the environment, whose
`inject()` patches the product before its command runs. So the product has no hooks for tests.
"""

from __future__ import annotations

import os
from importlib import import_module

from cli.main import main

INJECTION = "INJECTION"

if __name__ == "__main__":
    import_module(f"tests.faults.injections.{os.environ[INJECTION]}").inject()
    main()
