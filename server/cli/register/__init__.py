"""The commands for agencies and agents."""
