"""What travels on each topic: one module a message, one codec, one place for headers."""
