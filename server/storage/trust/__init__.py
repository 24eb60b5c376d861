"""People, vault, keys and disposals."""
