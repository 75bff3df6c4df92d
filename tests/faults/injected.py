"""`python -m tests.faults.injected …`: the `wirecopy` command with a fault built in.

The fault is a module of `tests.faults.injections`, named by INJECTION in the environment, whose
`inject()` patches the product before its command runs, and whose `inject_in_child()`, where it has
one, patches each process of the extractor. So the product has no hooks for tests.
"""

from __future__ import annotations

import os
from importlib import import_module

from cli.main import main

INJECTION = "INJECTION"

# A spawned process imports the main module of its parent under this name.
CHILD = "__mp_main__"

if __name__ in ("__main__", CHILD):
    injection = import_module(f"tests.faults.injections.{os.environ[INJECTION]}")
    if __name__ == "__main__":
        injection.inject()
        main()
    elif hasattr(injection, "inject_in_child"):
        injection.inject_in_child()
