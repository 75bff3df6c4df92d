"""Feeds: what they hold, when they are asked again, and what becomes an article. Pure."""
