"""Sessions, second factors and counted guesses."""
