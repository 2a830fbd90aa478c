"""``takehome score``: new rows through a saved study."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.csv_file import to_csv, write_text
from takehome.cli.failure import say
from takehome.cli.options import NEW_FILE, json_option
from takehome.cli.progress import step
from takehome.errors import InputError


@click.command(short_help="New rows through a saved study.")
@click.argument("study_dir", type=click.Path(path_type=Path))
@click.argument("rows", type=click.Path(path_type=Path), required=False)
@click.option("--out", type=NEW_FILE, help="File to write; standard output by default.")
@json_option("Print the scores as JSON (column → values) instead.")
@click.option("--sql", "as_sql", is_flag=True, help="Print the policy as one SQL statement on a table named rows.")
def score(study_dir: Path, rows: Path | None, out: Path | None, as_json: bool, as_sql: bool) -> None:
    """Score the rows of a file with the study saved in STUDY_DIR (a report folder, or its study/).

    Each row gets what the study says of it (a prediction with an interval; a decision with its probability, money
    and reasons; a segment), and what lies outside the range that the study has seen. With - for ROWS, JSON lines are
    read from standard input, and each is answered by a JSON line at once. With --sql no ROWS are needed.
    """
    if as_sql == (rows is not None) or (as_sql and as_json):
        raise click.UsageError("Give either the ROWS to score (with or without --json) or --sql.")
    with step(f"Loading {study_dir}"):
        study = api.load(study_dir)
    if rows is None:
        _deliver(_statement(study), out, "the statement")
        return
    if str(rows) == "-":
        _answer_lines(study, sys.stdin)
        return
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
    _deliver(text, out, f"{len(scores):,} rows")


def _answer_lines(study: Any, lines: Iterable[str]) -> None:
    """Score JSON lines one by one.

    Raises
    ------
    InputError
        If a line is no JSON object, or cannot be scored; the lines before it are answered already.
    """
    import json

    answer = _answering(study)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as problem:
            record = problem
        if not isinstance(record, dict):
            raise InputError(f"line {number:,}: {line.strip()[:60]!r}", "one JSON object a line", '{"Age": 3}')
        try:
            answered = answer(record)
        except InputError as problem:
            raise InputError(f"line {number:,}: {problem.saw}", problem.expected, problem.try_next) from None
        click.echo(json.dumps(answered, ensure_ascii=False))
        sys.stdout.flush()


def _answering(study: Any) -> Callable[[dict[str, Any]], Mapping[str, object]]:
    """What answers one record: the study's own scorer of lines where it has one, which may remember earlier lines."""
    make = getattr(study, "line_scorer", None)
    if make is not None:
        own: Callable[[dict[str, Any]], Mapping[str, object]] = make().answer
        return own
    return lambda record: {name: values[0] for name, values in api.score(study, [record]).columns.items()}


def _statement(study: Any) -> str:
    """The study's policy as SQL.

    Raises
    ------
    InputError
        If the study has none, or if it cannot be written so.
    """
    write = getattr(study, "sql", None)
    if write is None:
        raise InputError(
            f"a {study.name} study, which has no SQL",
            "one whose decision is a weighted sum",
            "leave out --sql and give ROWS",
        )
    return f"{write()}\n"


def _deliver(text: str, out: Path | None, what: str) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_text(out, text)
        say(f"Wrote {what} to {out}")
