"""``takehome trade``: when to buy, hold and sell energy?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.csv_file import to_csv, write_text
from takehome.cli.options import json_option, names_of, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import deliver, typed_command

WEAR = ("wear_per_kwh", "wear_per_cycle", "wear_by_depth")
BATTERY = (
    "capacity_kwh", "power_kw", "efficiency", "charge_efficiency", "discharge_efficiency", "start_kwh", "end_kwh",
    "terminal_price", "sell_below_zero", *WEAR, "depth_exponent",
)  # fmt: skip
"""Flags that describe the battery; those not given keep the defaults of ``takehome.Battery``."""


@click.command(short_help="When to buy, hold and sell energy, and what it is worth.")
@click.argument("prices", type=click.Path(path_type=Path))
@click.option("--capacity-kwh", type=float, help="What the battery can hold, kWh.")
@click.option("--power-kw", type=float, help="How fast it charges and discharges, kW on the grid side.")
@click.option("--efficiency", type=float, help="Share of the energy bought that is sold again, 0 to 1 (round trip).")
@click.option("--charge-efficiency", type=float, help="One way, instead of --efficiency.")
@click.option("--discharge-efficiency", type=float, help="One way, instead of --efficiency.")
@click.option("--wear-per-kwh", type=float, help="Wear, money per kWh delivered.")
@click.option("--wear-per-cycle", type=float, help="Wear, money per full equivalent cycle.")
@click.option("--wear-by-depth", type=float, help="Wear, money per cycle of full depth; shallower ones cost less.")
@click.option("--depth-exponent", type=float, help="How much less: a cycle of depth d costs d to this power.")
@click.option("--start-kwh", type=float, help="Stored at the start.")
@click.option("--end-kwh", type=float, help="At least this must be stored at the end.")
@click.option("--terminal-price", type=float, help="Money per MWh that is stored at the end.")
@click.option("--sell-below-zero/--no-sell-below-zero", default=None, help="Whether it may sell at negative prices.")
@click.option(
    "--information",
    type=click.Choice(["forecast", "current_price", "known_day"]),
    help="What is known when acting: past days; the price now; the whole day. Asked for when steps are under an hour.",
)
@click.option("--train", help="Share of the days, or the first date that is judged; policies learn before it.")
@click.option("--price", help="Column of the price.")
@click.option("--time", help="Column of the time.")
@click.option("--unit", help="Unit of the price: --unit EUR/MWh, or price=EUR/MWh with its column.")
@click.option("--currency", help="Currency, where the unit does not say it.")
@click.option("--known", help="Columns known for a whole day ahead, divided by commas.")
@click.option("--buy-fee", type=float, default=0.0, show_default=True, help="Fee per MWh bought.")
@click.option("--sell-fee", type=float, default=0.0, show_default=True, help="Fee per MWh sold.")
@click.option("--schedule", help="Column of somebody else's dispatch (power, kW or MW), to be judged.")
@click.option(
    "--schedule-positive",
    type=click.Choice(["charge", "discharge"]),
    help="What its positive numbers do; asked for where the battery can follow both ways and their profits differ.",
)
@click.option("--deep", is_flag=True, help="Also train a deep Q-network (needs the extra 'deep').")
@click.option("--economics", type=click.Path(path_type=Path), help="TOML file; takehome economics trade prints one.")
@click.option("--confidence-level", type=click.FloatRange(0.5, 1, max_open=True), default=0.95, show_default=True)
@click.option("--fast", is_flag=True, help="Fewer seeds and no policy that is slow to train: quicker.")
@seed_option(0, "Seed of every random draw.")
@out_option(None, "Folder of the report; takehome-reports/trade unless --json is given.")
@json_option()
def trade(
    prices: Path, out: Path | None, as_json: bool, train: str | None, price: str | None, unit: str | None, **flags: Any
) -> None:
    """Find when to buy, hold and sell at PRICES, against the proved bound and the honest floor, in money.

    PRICES is a CSV, Parquet or JSON-lines file with a column of times and one of prices. The report (report.html,
    report.json, report.md), the dispatch of every policy (dispatch.csv) and the fitted study (study/, for takehome
    score) are written to --out.
    """
    battery = {name: flags.pop(name) for name in BATTERY}
    column, _, unit_alone = (unit or "").rpartition("=")
    known = names_of(flags.pop("known"))
    with step(f"Studying {prices}") as tell:
        study = api.run(
            "trade",
            prices,
            battery={name: value for name, value in battery.items() if value is not None} or None,
            train=_train(train),
            price=price or column or None,
            unit=unit_alone or None,
            known=known,
            command=typed_command(),
            progress=tell,
            **flags,
        )
    folder = out or (None if as_json else Path("takehome-reports/trade"))
    deliver(study, folder, as_json)
    if folder is not None:
        columns = {name: list(values) for name, values in study.dispatch().columns.items()}
        write_text(folder / "dispatch.csv", to_csv(columns))
        if not as_json:
            click.echo(f"Dispatch: {folder / 'dispatch.csv'}")


def _train(text: str | None) -> float | str | None:
    """A share, or a date."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return text
