"""How a finished study leaves the command line: the report on disk, its words or its JSON on standard output."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from takehome import api
from takehome.cli.failure import say
from takehome.cli.progress import step

if TYPE_CHECKING:
    from takehome.protocol import Finding


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
    """The decision, then stage by stage (data, baseline, chosen) every check that did not pass, as plain text."""
    findings = study.checks()
    lines = [study.recommend().sentence]
    for stage in dict.fromkeys(finding.stage for finding in findings):
        lines += ["", *_stage_lines(stage, [finding for finding in findings if finding.stage == stage])]
    return "\n".join([*lines, "", "takehome explain CODE says how a check is measured and what to do."])


def _stage_lines(stage: str, findings: list[Finding]) -> list[str]:
    """How many checks of a stage passed, and the others, worst first."""
    from takehome.protocol import Status

    passed = sum(finding.status is Status.PASSED for finding in findings)
    able = [finding for finding in findings if finding.status is not Status.NOT_APPLICABLE]
    lines = [f"{stage}: {passed} of {len(able)} applicable checks passed"]
    for status, mark in ((Status.FAILED, "✗"), (Status.CAUTION, "!")):
        for finding in findings:
            if finding.status is status:
                lines += [f"  {mark} {finding.code} {finding.seen}", f"    {finding.consequence}"]
    return lines


def to_json(document: Any) -> str:
    """A document as the report writes it."""
    import json

    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
