"""The commands for forms."""
