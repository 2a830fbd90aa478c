"""``takehome score``: new rows through a saved study."""

from __future__ import annotations

from pathlib import Path

import click

from takehome import api
from takehome.cli.csv_file import to_csv, write_text
from takehome.cli.failure import say
from takehome.cli.options import NEW_FILE, json_option
from takehome.cli.progress import step


@click.command(short_help="New rows through a saved study.")
@click.argument("study_dir", type=click.Path(path_type=Path))
@click.argument("rows", type=click.Path(path_type=Path))
@click.option("--out", type=NEW_FILE, help="CSV file to write; standard output by default.")
@json_option("Print the scores as JSON (column → values) instead.")
def score(study_dir: Path, rows: Path, out: Path | None, as_json: bool) -> None:
    """Score the rows of a file with the study saved in STUDY_DIR (a report folder, or its study/).

    Each row gets its prediction with an interval, and what lies outside the range that the study has seen.
    """
    with step(f"Loading {study_dir}"):
        study = api.load(study_dir)
    with step(f"Scoring {rows}"):
        scores = api.score(study, rows)
    for note in scores.notes:
        say(note)
    columns = {name: list(values) for name, values in scores.columns.items()}
    if as_json:
        from takehome.cli.results import to_json

        text = to_json(columns) + "\n"
    else:
        text = to_csv(columns)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text)
        say(f"Wrote {len(scores):,} rows to {out}")
