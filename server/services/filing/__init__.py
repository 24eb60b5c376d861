"""Opening what was received, and filing it."""
