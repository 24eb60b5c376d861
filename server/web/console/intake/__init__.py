"""The pages on which staff fill in forms."""
