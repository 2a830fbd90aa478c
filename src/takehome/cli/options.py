"""Options that several commands share, and how ``NAME=VALUE`` flags are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

FOLDER = click.Path(file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class Assignment(click.ParamType):
    """``NAME=VALUE``; the last "=" divides, so a name may hold one."""

    name = "NAME=VALUE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        name, sign, text = str(value).rpartition("=")
        if not (name and sign and text):
            self.fail(f"{value!r} is not of the form NAME=VALUE, for instance Cost=$/h", param, ctx)
        return name, text


class Range(click.ParamType):
    """``NAME=LOW:HIGH``; either end may be left out."""

    name = "NAME=LOW:HIGH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, tuple[float, float]]:
        name, _, text = str(value).rpartition("=")
        low, colon, high = text.partition(":")
        try:
            ends = (float(low or "-inf"), float(high or "inf"))
        except ValueError:
            ends = (float("nan"), float("nan"))
        if not (name and colon and ends[0] <= ends[1]):
            self.fail(f"{value!r} is not of the form NAME=LOW:HIGH with LOW ≤ HIGH, for instance Age=0:30", param, ctx)
        return name, ends


def out_option(default: str | None, text: str) -> Callable[..., Any]:
    """``--out DIR``."""
    return click.option("--out", type=FOLDER, default=default, show_default=bool(default), help=text)


def seed_option(default: int | None, text: str) -> Callable[..., Any]:
    """``--seed N``."""
    return click.option(
        "--seed", type=click.IntRange(min=0), default=default, show_default=default is not None, help=text
    )


def json_option(text: str = "Print the report's JSON on standard output and nothing else there.") -> Callable[..., Any]:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=text)


def holdout_of(text: str | None) -> float | str | Path | None:
    """What ``--holdout`` says: a share, a second file, or the name of a column."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        return Path(text) if Path(text).is_file() else text


def names_of(text: str | None) -> list[str] | None:
    """Names divided by commas; None where there are none."""
    return [name.strip() for name in text.split(",")] if text else None
