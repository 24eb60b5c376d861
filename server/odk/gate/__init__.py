"""The publish gate: what a spreadsheet must keep to before it becomes a live form."""
