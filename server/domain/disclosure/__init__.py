"""What may be shown or handed on of a person, and why: consent decides."""
