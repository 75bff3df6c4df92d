"""The `wirecopy` command: one module a command."""
