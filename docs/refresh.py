"""Rewrite what the pages of docs/ take from the code: help texts, signatures, the list of checks (``make docs``).

A block starts with ``<!-- help: regress -->``, ``<!-- signature: regress -->``, ``<!-- checks -->``,
``<!-- speed: study_speed.json -->``, ``<!-- gauntlet: gauntlet.json -->`` or ``<!-- result: directions -->`` (results
of benchmarks/, the last by the benchmark's own ``table``), or, in the README,
``<!-- output: regress servers.csv … -->``, and ends with ``<!-- end -->``; what stands between is generated.
A test fails while a page is stale.
"""

import importlib
import inspect
import json
import os
import re
import sys
import tempfile
from operator import attrgetter
from pathlib import Path

import takehome
from takehome import api

FOLDER = Path(__file__).parent
BLOCK = re.compile(
    r"<!-- (help|signature|checks|output|speed|gauntlet|result)(?:: ([^\n]+?))? -->\n.*?<!-- end -->", re.DOTALL
)
WIDTH = 100


def help_text(command: str) -> str:
    """What ``takehome COMMAND --help`` prints, at a fixed width."""
    from click.testing import CliRunner

    from takehome.cli.group import takehome as group

    result = CliRunner().invoke(group, [*command.split(), "--help"], prog_name="takehome", max_content_width=WIDTH)
    return "\n".join(line.rstrip() for line in result.stdout.rstrip().splitlines())


def output(command: str) -> str:
    """What a command prints, in a folder that holds the embedded scenarios' tables."""
    from click.testing import CliRunner

    from takehome.cli.group import takehome as group

    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for scenario in ("omnicorp-servers", "omnicorp-churn", "omnicorp-users", "greengrid-day"):
                CliRunner().invoke(group, ["scenario", scenario, "--out", f"{scenario.partition('-')[2]}.csv"])
            result = CliRunner().invoke(group, command.split())
        finally:
            os.chdir(here)
    if result.exit_code:
        raise RuntimeError(f"takehome {command}: {result.output}")
    return result.stdout.rstrip()


def signature(name: str) -> str:
    """The signature of a public call, one parameter a line, without annotations."""
    lines = [f"th.{name}("]
    starred = False
    for parameter in inspect.signature(attrgetter(name)(takehome)).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            lines.append("    *,")
            starred = True
        default = "" if parameter.default is parameter.empty else f"={_literal(parameter.default)}"
        mark = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        lines.append(f"    {mark}{parameter.name}{default},")
    return "\n".join([*lines, ")"])


def _literal(value: object) -> str:
    return value.__name__ if callable(value) else repr(value)


def checks() -> str:
    """One line a check: its code and title."""
    return "\n".join(f"| `{code}` | {title} |" for code, title in api.check_titles().items())


SHOWN = {
    "case": "case", "seconds": "seconds", "processor_seconds": "processor's seconds", "seconds_limit": "promised",
    "peak_memory_gib": "peak memory, GiB", "peak_memory_limit_gib": "promised, GiB",
    "statsmodels_seconds": "statsmodels, processor's seconds", "sklearn_seconds": "scikit-learn, processor's seconds",
    "peer_seconds": "peer, processor's seconds", "steps_a_second": "steps a second",
    "steps_a_second_limit": "promised, a second", "updates_a_second": "updates a second",
    "updates_a_second_limit": "promised, a second", "peer_updates_a_second": "peer, updates a second",
    "gradient_steps_a_second": "gradient steps a second",
    "sb3_train_steps_a_second": "stable-baselines3, `train` alone",
    "sb3_learn_steps_a_second": "stable-baselines3, `learn`", "p50_microseconds": "microseconds, p50",
    "p50_limit": "promised, microseconds", "first_of_a_day_p50_microseconds": "first of a day, microseconds",
    "factor": "times as fast", "factor_limit": "promised, times", "megabytes": "MB", "megabytes_limit": "promised, MB",
    "met": "met",
}  # fmt: skip
"""The fields of a speed result that its table shows, and their headings."""


def speed(name: str) -> str:
    """A result file of the benchmarks as a table, and the circumstances in which it was measured."""
    document = json.loads((FOLDER.parent / "benchmarks" / "results" / name).read_text(encoding="utf-8"))
    shown = [field for field in SHOWN if any(field in row for row in document["results"])]
    rows = [[SHOWN[field] for field in shown], ["---"] * len(shown)]
    rows += [[_cell(row.get(field)) for field in shown] for row in document["results"]]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    versions = ", ".join(f"{name} {version}" for name, version in document["versions"].items())
    load = f"load average {document['load_average_1_min']} before, {document['load_average_after']} after"
    return f"{table}\n\n{document['machine']}; {load}; {versions}."


PARTS = {
    "servers": "The brief's servers: share of seeds in which …",
    "traps": "One planted trap at twice its limit: share of seeds in which the right check fails and names the column",
    "straight": "Straight worlds: share of seeds in which any finding fails",
}
"""The parts of the gauntlet, and what their shares are shares of."""


def gauntlet(name: str) -> str:
    """The simulations' shares beside what is promised, one table a part."""
    document = json.loads((FOLDER.parent / "benchmarks" / "results" / name).read_text(encoding="utf-8"))
    parts = []
    for part, heading in PARTS.items():
        figures = document[part]
        rows = [f"| {heading} | measured | Monte-Carlo error | promised | met |", "| --- | --- | --- | --- | --- |"]
        for figure, (least, most) in document["targets"][part].items():
            share, error = figures[figure]["share"], figures[figure]["monte_carlo_error"]
            promised = f"{least:.1%} or more" if most == 1 else f"{least:.1%} to {most:.1%}"
            rows.append(f"| {figure} | {share:.1%} | {error:.1%} | {promised} | {_cell(least <= share <= most)} |")
        run = ", ".join(f"{key} {value}" for key, value in figures["run"].items())
        parts.append("\n".join(rows) + f"\n\n{figures['seeds']:,} seeds; {run}.")
    widths = document["servers"]["mean half-width of Memory, $/h per GB"]
    parts.append(
        f"The 95 % interval of Memory is ± {widths['repaired']:.4f} $/h per GB on average, "
        f"{widths['ratio']:.2f} times as wide as the straight line's ± {widths['straight line']:.4f}."
    )
    return "\n\n".join(parts)


def result(name: str) -> str:
    """A result file as the benchmark that wrote it shows it."""
    sys.path.insert(0, str(FOLDER.parent))
    try:
        benchmark = importlib.import_module(f"benchmarks.{name}")
    finally:
        sys.path.pop(0)
    document = json.loads((FOLDER.parent / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))
    return str(benchmark.table(document))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def refreshed(text: str) -> str:
    """The page with every generated block as the code has it now."""

    def block(match: re.Match[str]) -> str:
        kind, name = match[1], match[2]
        if kind == "checks":
            body = f"| code | what is checked |\n|---|---|\n{checks()}"
        elif kind == "help":
            body = f"```text\n{help_text(name)}\n```"
        elif kind == "speed":
            body = speed(name)
        elif kind == "gauntlet":
            body = gauntlet(name)
        elif kind == "result":
            body = result(name)
        elif kind == "output":
            body = f"```text\n{output(name)}\n```"
        else:
            body = f"```python\n{signature(name)}\n```"
        opening = match[0].partition("\n")[0]
        return f"{opening}\n{body}\n<!-- end -->"

    return BLOCK.sub(block, text)


def main() -> int:
    """Rewrite the stale pages and name them."""
    for page in [FOLDER.parent / "README.md", *sorted(FOLDER.rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        new = refreshed(text)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"rewrote {page.relative_to(FOLDER.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
