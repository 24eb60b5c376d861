"""A complete system on made-up data: what `lespwa demo` is made of."""
