"""Agencies and agents."""
