"""``takehome transfer``: what can one home teach another, and what does that save?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.options import json_option, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import deliver, typed_command

BATTERY = ("capacity_kwh", "power_kw", "efficiency", "wear_per_kwh")
"""Flags that describe the battery of both homes, in place of columns."""


@click.command(short_help="What one home can teach another, in days and in money.")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--source-home", help="Name of the home that teaches; the first in sorted order where it is not given.")
@click.option(
    "--scratch-days", type=float, default=14.0, show_default=True, help="Days of training a house takes today."
)
@click.option("--homes", type=click.IntRange(min=1), default=10_000, show_default=True, help="Houses to multiply by.")
@click.option("--capacity-kwh", type=float, help="What each battery can hold, kWh, in place of a column.")
@click.option("--power-kw", type=float, help="How fast it charges and discharges, kW.")
@click.option("--efficiency", type=float, help="Share of the energy bought that comes back, 0 to 1 (round trip).")
@click.option("--wear-per-kwh", type=float, help="Money per kWh delivered.")
@click.option("--deep", is_flag=True, help="Learn with deep Q-networks and compare what is frozen (extra 'deep').")
@click.option("--economics", type=click.Path(path_type=Path), help="TOML file; takehome economics transfer prints one.")
@click.option("--confidence-level", type=click.FloatRange(0.5, 1, max_open=True), default=0.95, show_default=True)
@click.option("--fast", is_flag=True, help="Fewer drawn stretches with --deep: quicker.")
@seed_option(0, "Seed of every random draw.")
@out_option(None, "Folder of the report; takehome-reports/transfer unless --json is given.")
@json_option()
def transfer(source: Path, target: Path | None, out: Path | None, as_json: bool, **flags: Any) -> None:
    """Find out what the home in SOURCE can teach the one in TARGET, or two homes of one file each other.

    Both are CSV, Parquet or JSON-lines files with one row a home and hour: home, time, load_kwh, generation_kwh, buy,
    sell, capacity_kwh, power_kw. The report (report.html, report.json, report.md) and the fitted study (study/, for
    takehome score) are written to --out.
    """
    battery = {name: flags.pop(name) for name in BATTERY}
    with step(f"Studying {source}") as tell:
        study = api.run(
            "transfer",
            source,
            target,
            battery={name: value for name, value in battery.items() if value is not None} or None,
            command=typed_command(),
            progress=tell,
            **flags,
        )
    deliver(study, out or (None if as_json else Path("takehome-reports/transfer")), as_json)
