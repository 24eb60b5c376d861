"""The commands that write exports."""
