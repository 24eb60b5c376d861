"""Opened submissions, records and sealed values."""
