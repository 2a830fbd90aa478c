"""How a finished study leaves the command line: the report on disk, its words or its JSON on standard output."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from takehome import api
from takehome.cli.failure import say
from takehome.cli.progress import step


def typed_command() -> str:
    """The command as it was typed, for the report's last section."""
    return shlex.join(["takehome", *sys.argv[1:]])


def deliver(study: Any, out: Path | None, as_json: bool) -> None:
    """Write the report and the saved study into `out`, then print the JSON or the decision."""
    page = write(study, out) if out else None
    if as_json:
        click.echo(to_json(study.to_dict()))
        return
    click.echo(summary(study))
    if page:
        click.echo(f"\nReport: {page}")


def write(study: Any, folder: Path) -> Path:
    """The report's files, and the study itself in ``study/`` for ``takehome score``; returns the HTML page."""
    with step(f"Writing the report to {folder}"):
        page = api.report(study, folder)
        study.save(folder / "study")
    say("")
    return page


def summary(study: Any) -> str:
    """The decision, and every check that did not pass, as plain text."""
    from takehome.protocol import Status

    marks = {Status.FAILED: "✗ failed ", Status.CAUTION: "! caution"}
    findings = sorted(study.checks(), key=lambda finding: list(Status).index(finding.status))
    lines = [study.recommend().sentence]
    lines += [f"\n{marks[f.status]} {f.code} {f.seen}\n  {f.consequence}" for f in findings if f.status in marks]
    passed = sum(finding.status is Status.PASSED for finding in findings)
    lines.append(f"\n{passed} of {len(findings)} findings passed; takehome explain CODE says how each is measured.")
    return "\n".join(lines)


def to_json(document: Any) -> str:
    """A document as the report writes it."""
    import json

    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
