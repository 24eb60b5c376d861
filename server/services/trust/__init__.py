"""People, their rights, the vault and its keys, and the trace of what they did."""
