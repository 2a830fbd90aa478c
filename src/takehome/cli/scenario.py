"""``takehome scenario``: an embedded problem as a CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.csv_file import to_csv, write_text
from takehome.cli.failure import say
from takehome.cli.options import NEW_FILE, json_option, seed_option


@click.command(short_help="An embedded problem as a CSV file.")
@click.argument("name", required=False)
@seed_option(None, "Seed of the generator; the one that the scenario's brief gives by default.")
@click.option("--out", type=NEW_FILE, help="CSV file to write; standard output by default.")
@json_option("Print the columns as JSON instead.")
def scenario(name: str | None, seed: int | None, out: Path | None, as_json: bool) -> None:
    """Write the table of the embedded problem NAME; without NAME, list the problems."""
    if name is None:
        click.echo("\n".join(sorted(known for entry in api.entries() for known in entry.scenarios)))
        return
    table = api.scenario(name, seed=seed).table
    columns = {column.name: column.values.tolist() for column in table.columns}
    text = _json(columns) if as_json else to_csv(columns)
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(out, text)
    say(f"Wrote {table.rows:,} rows to {out}")
    say(f"Next: {_next_command(name, table, out)}")


def _json(columns: dict[str, Any]) -> str:
    """Columns as JSON; a date is its ISO 8601 text."""
    from datetime import datetime

    from takehome.cli.results import to_json

    plain = {
        name: [value.isoformat() if isinstance(value, datetime) else value for value in values]
        for name, values in columns.items()
    }
    return to_json(plain) + "\n"


def _next_command(name: str, table: Any, out: Path) -> str:
    """The command that studies the file, with the scenario's own roles and units."""
    import shlex

    from takehome.table import Role

    verb = next(entry.verb for entry in api.entries() if name in entry.scenarios)
    parts = ["takehome", verb, str(out)]
    for flag, role in (("--target", Role.TARGET), ("--holdout", Role.SPLIT)):
        parts += [text for column in table.with_role(role) for text in (flag, column.name)]
    parts += [text for c in table.columns if c.unit for text in ("--unit", f"{c.name}={c.unit}")]
    return shlex.join(parts)
