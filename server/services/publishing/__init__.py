"""Publishing forms, and reading what was published."""
