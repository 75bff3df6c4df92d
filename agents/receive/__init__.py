"""The HTTP door for pushed articles."""
