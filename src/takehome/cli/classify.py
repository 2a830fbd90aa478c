"""``takehome classify``: whom do we act on, at what threshold, for what profit?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.options import Assignment, Range, holdout_of, json_option, names_of, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import deliver, typed_command

COST = "a number, a column, or arithmetic on columns"


@click.command(short_help="Check, explain and price a decision about rows of two classes.")
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--target", required=True, help="Column of two classes.")
@click.option("--positive", help="The value that is acted on; found by a rule that the report says by default.")
@click.option("--features", help="Columns to predict it with, divided by commas; all others by default.")
@click.option("--unit", "units", type=Assignment(), multiple=True, help="Unit of a column: --unit Bill=$. Repeat.")
@click.option("--holdout", help="Test rows: a share (0.2), a column that says train/test, or a second file.")
@click.option("--order", help="Column of the rows' order (a date or a number): the last rows are then held out.")
@click.option("--group", "groups", help="Column that names which rows belong together.")
@click.option("--scores", help="Column of another model's probabilities, to be judged instead.")
@click.option("--threshold", type=click.FloatRange(0, 1), multiple=True, help="A cut that is in use. Repeat.")
@click.option("--cost-fp", help=f"Cost of acting on a negative: {COST}.")
@click.option("--cost-fn", help="Cost of leaving a positive alone: the same.")
@click.option("--cost-tp", help="Cost of acting on a positive: the same; 0 by default.")
@click.option("--cost-tn", help="Cost of leaving a negative alone: the same; 0 by default.")
@click.option("--capacity", type=float, help="At most so many rows can be acted on.")
@click.option("--budget", type=float, help="At most so much money can be spent on acting.")
@click.option("--economics", type=click.Path(path_type=Path), help="TOML file; takehome economics classify prints one.")
@click.option("--prevalence", type=float, help="True share of positives, when the rows were drawn by class.")
@click.option("--confidence-level", type=click.FloatRange(0.5, 1, max_open=True), default=0.95, show_default=True)
@click.option("--id", help="Column that only names rows.")
@click.option("--ignore", multiple=True, help="Column to leave out. Repeat.")
@click.option("--range", "ranges", type=Range(), multiple=True, help="Possible values: --range Age=0:30. Repeat.")
@click.option("--fast", is_flag=True, help="No forests and no second repeat of the folds: quicker.")
@seed_option(0, "Seed of every random draw.")
@out_option(None, "Folder of the report; takehome-reports/classify unless --json is given.")
@json_option()
def classify(table: Path, target: str, out: Path | None, as_json: bool, **flags: Any) -> None:
    """Decide on which rows of TABLE to act because of --target, and what that is worth.

    TABLE is a CSV, Parquet or JSON-lines file. The report (report.html, report.json, report.md) and the fitted
    study (study/, for takehome score) are written to --out.
    """
    names, costs = flags.pop("features"), _costs(flags)
    with step(f"Studying {table}") as tell:
        study = api.run(
            "classify",
            table,
            target,
            features=names_of(names),
            units=dict(flags.pop("units")),
            ranges=dict(flags.pop("ranges")),
            holdout=holdout_of(flags.pop("holdout")),
            threshold=flags.pop("threshold") or None,
            costs=costs,
            command=typed_command(),
            progress=tell,
            **flags,
        )
    deliver(study, out or (None if as_json else Path("takehome-reports/classify")), as_json)


def _costs(flags: dict[str, Any]) -> dict[str, float | str] | None:
    """The cost flags as a matrix; None without any."""
    given = {cell: flags.pop(f"cost_{cell}") for cell in ("fp", "fn", "tp", "tn")}
    return {cell: _number(text) for cell, text in given.items() if text is not None} or None


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
