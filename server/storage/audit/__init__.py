"""The chain of events, and what guards it."""
