"""Continuous feeds: fetching them politely and safely, and the worker that does it for ever."""
