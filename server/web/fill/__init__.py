"""The web form as HTML: what the browser shows of a form before any script runs."""
