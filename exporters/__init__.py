"""Rows in, files out: csv, xlsx, json and the dictionary beside them."""
