"""Rows on their way to an export, and its requests."""
