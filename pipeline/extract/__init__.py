"""Who, where, when, who said what, how many: every value tied to its words."""
