"""What a person sees when something goes wrong; standard output stays clean."""

from __future__ import annotations

import platform
import sys
import traceback
from importlib import metadata
from types import TracebackType

import click


def say(message: str) -> None:
    """Print a message on standard error."""
    click.echo(message, err=True)


def explain_internal_error(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
    """Print an unexpected exception with what a report of it needs; Python then exits with status 1."""
    traceback.print_exception(kind, problem, trace, file=sys.stderr)
    say(
        "\nThis is a fault of takehome, not of your input. Please report it with the lines above, the command, and:\n"
        f"takehome {metadata.version('takehome')}, Python {platform.python_version()}, {platform.platform()}\n"
        f"command: takehome {' '.join(sys.argv[1:])}"
    )
