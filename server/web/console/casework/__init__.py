"""The pages on which the task force works on what came in."""
