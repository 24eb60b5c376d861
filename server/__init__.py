"""Lespwa's server: receive sealed submissions, open them, file them, export them."""
