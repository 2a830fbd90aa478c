"""``takehome economics``: a commented template of what a study can be told about money."""

from __future__ import annotations

import click

from takehome import api


@click.command(short_help="A commented template of prices.")
@click.argument("verb")
def economics(verb: str) -> None:
    """Print the commented economics template of VERB: takehome economics regress > my.toml"""
    click.echo(api.economics_template(verb), nl=False)
