"""``takehome fleet``: how are the batteries of many homes run well, without their data leaving them?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.csv_file import to_csv, write_text
from takehome.cli.options import json_option, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import deliver, typed_command
from takehome.errors import InputError

BATTERY = ("capacity_kwh", "power_kw", "efficiency", "wear_per_kwh")
"""Flags that describe one battery for all homes."""


@click.command(short_help="How to run the batteries of many homes, and what may leave them.")
@click.argument("homes_table", type=click.Path(path_type=Path), required=False)
@click.option("--homes", type=int, help="So many semi-synthetic homes, in place of a table.")
@click.option("--own-days", type=float, default=14, show_default=True, help="Days of data that each home has.")
@click.option("--judged-days", type=int, default=28, show_default=True, help="Later days that policies are valued on.")
@click.option("--rounds", type=int, default=40, show_default=True, help="Rounds of training.")
@click.option(
    "--cohort", type=float, default=0.1, show_default=True,
    help="Share of the homes that takes part in a round; their number where it is above 1.",
)  # fmt: skip
@click.option("--dropout", type=float, default=0.0, show_default=True, help="Share of a cohort that is lost.")
@click.option("--stragglers", type=float, default=0.0, show_default=True, help="Share of a cohort that is too late.")
@click.option("--strategy", type=click.Choice(["fedavg", "fedprox"]), default="fedavg", show_default=True)
@click.option(
    "--proximity", type=float, default=0.0, show_default=True, help="Pull back to the shared policy (FedProx)."
)
@click.option("--personal/--no-personal", default=True, show_default=True, help="Homes learn on from what is shared.")
@click.option("--deep", is_flag=True, help="Also train a shared network (needs the extra 'deep').")
@click.option("--epsilon", type=float, help="Differential privacy for whole homes; without it nothing is promised.")
@click.option("--delta", type=float, default=1e-5, show_default=True, help="Chance beyond the promise.")
@click.option("--capacity-kwh", type=float, help="One battery for every home, kWh.")
@click.option("--power-kw", type=float, help="Its power, kW.")
@click.option("--efficiency", type=float, help="Its round trip, 0 to 1.")
@click.option("--wear-per-kwh", type=float, help="Its wear, money per kWh delivered.")
@click.option("--economics", type=click.Path(path_type=Path), help="TOML file; takehome economics fleet prints one.")
@click.option("--confidence-level", type=click.FloatRange(0.5, 1, max_open=True), default=0.95, show_default=True)
@click.option("--fast", is_flag=True, help="Without the price of privacy and the attack: quicker.")
@seed_option(0, "Seed of the homes that are drawn, of cohorts and of noise.")
@out_option(None, "Folder of the report; takehome-reports/fleet unless --json is given.")
@json_option()
def fleet(homes_table: Path | None, homes: int | None, out: Path | None, as_json: bool, **flags: Any) -> None:
    """Find how the batteries of many homes are run well, what sharing adds, who loses by it, and what leaves a home.

    HOMES_TABLE is a CSV, Parquet or JSON-lines file with one row a home and hour: home, time, load_kwh, generation_kwh,
    buy and sell per kWh, capacity_kwh, power_kw. Without it, --homes N draws a fleet from real profiles. The report
    (report.html, report.json, report.md), every array that left a home (ledger.csv), the privacy statement (privacy.md)
    and the fitted study (study/) are written to --out.
    """
    if (homes_table is None) == (homes is None):
        saw = "no homes" if homes is None else f"both {homes_table} and --homes {homes}"
        raise InputError(saw, "a table of homes, or --homes N", "takehome fleet --homes 10000")
    battery = {name: flags.pop(name) for name in BATTERY}
    given = homes if homes_table is None else homes_table
    with step(f"Studying {_size(homes) if homes_table is None else homes_table}") as tell:
        study = api.run(
            "fleet",
            given,
            battery={name: value for name, value in battery.items() if value is not None} or None,
            command=typed_command(),
            progress=tell,
            **flags,
        )
    folder = out or (None if as_json else Path("takehome-reports/fleet"))
    deliver(study, folder, as_json)
    if folder is not None:
        _beside(study, folder)
        if not as_json:
            click.echo(f"Ledger: {folder / 'ledger.csv'}\nPrivacy statement: {folder / 'privacy.md'}")


def _size(homes: int | None) -> str:
    return "1 home" if homes == 1 else f"{homes:,} homes"


def _beside(study: Any, folder: Path) -> None:
    """The ledger and the privacy statement, beside the report."""
    rows = study.ledger_rows()
    write_text(
        folder / "ledger.csv", to_csv({name: [str(row[name]) for row in rows] for name in (rows[0] if rows else ())})
    )
    write_text(folder / "privacy.md", study.statement().markdown)
