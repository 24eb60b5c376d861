"""Letting data out, with an account of what became of each submission."""
