"""``takehome demo``: every study on its embedded scenario, the reports, an index page, and the decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.csv_file import write_text
from takehome.cli.index_page import index_page
from takehome.cli.options import json_option, out_option, seed_option
from takehome.cli.progress import step
from takehome.cli.results import to_json, typed_command, write


@click.command(short_help="Every study on its embedded scenario.")
@out_option("takehome-reports", "Folder of the reports and of index.html.")
@seed_option(None, "Seed of the scenarios; each brief's own by default.")
@click.option("--fast", is_flag=True, help="No bootstraps and shorter ladders.")
@json_option("Print the reports' JSON (scenario → report) on standard output and nothing else there.")
def demo(out: Path, seed: int | None, fast: bool, as_json: bool) -> None:
    """Run every study on its embedded scenario and write the reports."""
    studies: dict[str, Any] = {}
    pages: dict[str, Path] = {}
    for entry in api.entries():
        for name in entry.scenarios:
            problem = api.scenario(name, seed=seed)
            with step(f"{entry.title}: {name}") as tell:
                studies[name] = api.run_scenario(entry, problem, fast=fast, command=typed_command(), progress=tell)
            pages[name] = write(studies[name], out / name)
    write_text(out / "index.html", index_page(studies, pages, out))
    if as_json:
        click.echo(to_json({name: study.to_dict() for name, study in studies.items()}))
        return
    for name, study in studies.items():
        click.echo(f"{study.title} · {name}\n{study.recommend().sentence}\nReport: {pages[name]}\n")
    click.echo(f"All reports: {out / 'index.html'}")
