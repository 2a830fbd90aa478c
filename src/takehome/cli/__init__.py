"""The command line: parse, call ``takehome.api``, print; no statistics.

One module a command; a command's module is imported only when that command runs, so ``takehome --help`` is quick.
"""

from __future__ import annotations


def main() -> None:
    """The entry point of the ``takehome`` script."""
    from takehome.cli.group import takehome

    takehome()
