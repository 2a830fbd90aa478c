"""``python -m takehome``: the command line."""

from takehome.cli import main

main()
