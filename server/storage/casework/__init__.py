"""Statements about reports, situations and persons, and what lists of them show."""
