"""``takehome explain``: a check's page, its limits filled in from the code that applies them."""

from __future__ import annotations

import sys

import click

from takehome import api


@click.command(short_help="What a check measures and why.")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Explain the check CODE (REG001 …): how it is measured, why it matters, what to do. Without CODE, list them."""
    if code is None:
        for known, title in api.check_titles().items():
            click.echo(f"{known}  {title}")
        return
    text = api.check_page(code)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=100).print(Markdown(text))
    else:
        click.echo(text)
