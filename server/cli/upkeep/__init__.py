"""The commands that serve Lespwa and look after it."""
