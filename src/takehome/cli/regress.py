"""``takehome regress``: what drives a number, and is the model that says so sound?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.options import Assignment, Range, holdout_of, json_option, names_of, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import deliver, typed_command


@click.command(short_help="Check, repair, explain and price a regression.")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--target", required=True, help="Column to explain, a number.")
@click.option("--features", help="Columns to explain it with, divided by commas; all others by default.")
@click.option("--unit", "units", type=Assignment(), multiple=True, help="Unit of a column: --unit Cost=$/h. Repeat.")
@click.option("--holdout", help="Test rows: a share (0.2), a column that says train/test, or a second file.")
@click.option("--order", help="Column of the rows' order (a date or a number): independence is then checked.")
@click.option("--group", "groups", help="Column that names which rows belong together.")
@click.option("--predictions", help="Column of predictions made by another model, to be judged instead.")
@click.option("--economics", type=click.Path(path_type=Path), help="TOML file; takehome economics regress prints one.")
@click.option("--confidence-level", type=click.FloatRange(0.5, 1, max_open=True), default=0.95, show_default=True)
@click.option("--id", help="Column that only names rows.")
@click.option("--ignore", multiple=True, help="Column to leave out. Repeat.")
@click.option("--range", "ranges", type=Range(), multiple=True, help="Possible values: --range Age=0:30. Repeat.")
@click.option(
    "--fast", is_flag=True, help="No bootstrap and a shorter ladder: quicker; intervals then ignore the search."
)
@seed_option(0, "Seed of every random draw.")
@out_option(None, "Folder of the report; takehome-reports/regress unless --json is given.")
@json_option()
def regress(table: Path, target: str, out: Path | None, as_json: bool, **flags: Any) -> None:
    """Check, repair, explain and price a regression of --target on the columns of TABLE.

    TABLE is a CSV, Parquet or JSON-lines file. The report (report.html, report.json, report.md) and the fitted
    study (study/, for takehome score) are written to --out.
    """
    names = flags.pop("features")
    with step(f"Studying {table}") as tell:
        study = api.run(
            "regress",
            table,
            target,
            features=names_of(names),
            units=dict(flags.pop("units")),
            ranges=dict(flags.pop("ranges")),
            holdout=holdout_of(flags.pop("holdout")),
            command=typed_command(),
            progress=tell,
            **flags,
        )
    deliver(study, out or (None if as_json else Path("takehome-reports/regress")), as_json)
