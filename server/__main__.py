"""`python -m server`: the same as `lespwa`."""

from server.cli import main

main()
