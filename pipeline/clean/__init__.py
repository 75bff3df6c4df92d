"""Clean: the article's own words, a receipt for every cut, and a memory of each source."""
