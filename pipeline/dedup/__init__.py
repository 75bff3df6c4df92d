"""Dedup: which articles say what others said before, with the words that show it."""
