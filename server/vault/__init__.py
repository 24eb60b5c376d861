"""The vault: every key and sealed value of Lespwa, from bytes to bytes, with no storage."""
