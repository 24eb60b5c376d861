"""The commands for people, keys, disposal and the audit."""
