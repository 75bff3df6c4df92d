"""Placeholder until the jars are pinned."""
