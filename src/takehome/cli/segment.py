"""``takehome segment``: who is in the table, and who should not be there?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.csv_file import to_csv, write_text
from takehome.cli.options import Assignment, Range, json_option, names_of, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import deliver, typed_command


@click.command(short_help="Find, check, name and price the segments of a table, and its strangers.")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--id", help="Column that only names rows.")
@click.option("--features", help="Columns that make the segments, divided by commas; all numbers by default.")
@click.option("--unit", "units", type=Assignment(), multiple=True, help="Unit of a column: --unit Cart=$. Repeat.")
@click.option("--k", default="auto", show_default=True, help="How many segments, strangers apart.")
@click.option("--labels", help="Column of somebody else's segments, to be judged instead.")
@click.option("--rename", type=Assignment(), multiple=True, help="A name of your own: --rename S1=Regulars. Repeat.")
@click.option("--previous", type=click.Path(path_type=Path), help="Saved study whose ids and names are kept.")
@click.option("--economics", type=click.Path(path_type=Path), help="TOML file; takehome economics segment prints one.")
@click.option("--confidence-level", type=click.FloatRange(0.5, 1, max_open=True), default=0.95, show_default=True)
@click.option("--ignore", multiple=True, help="Column to leave out. Repeat.")
@click.option("--range", "ranges", type=Range(), multiple=True, help="Possible values: --range Age=0:30. Repeat.")
@click.option("--fast", is_flag=True, help="Fewer bootstrap draws: quicker.")
@seed_option(0, "Seed of every random draw.")
@out_option(None, "Folder of the report; takehome-reports/segment unless --json is given.")
@json_option()
def segment(table: Path, out: Path | None, as_json: bool, **flags: Any) -> None:
    """Find who is in TABLE and who should not be there, and what that is worth.

    TABLE is a CSV, Parquet or JSON-lines file. The report (report.html, report.json, report.md), every row's label
    (labelled.csv) and the fitted study (study/, for takehome score) are written to --out.
    """
    names = names_of(flags.pop("features"))
    with step(f"Studying {table}") as tell:
        study = api.run(
            "segment",
            table,
            features=names,
            units=dict(flags.pop("units")),
            ranges=dict(flags.pop("ranges")),
            rename=dict(flags.pop("rename")),
            command=typed_command(),
            progress=tell,
            **flags,
        )
    folder = out or (None if as_json else Path("takehome-reports/segment"))
    deliver(study, folder, as_json)
    if folder is not None:
        columns = {name: list(values) for name, values in study.labelled().columns.items()}
        write_text(folder / "labelled.csv", to_csv(columns))
        if not as_json:
            click.echo(f"Labels: {folder / 'labelled.csv'}")
