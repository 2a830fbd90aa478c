"""A report on disk: ``report.html``, ``report.md``, ``report.json`` and the pictures that the Markdown shows.

Everything is rendered before anything is written, each file is written under a temporary name beside its place, and
only then renamed, so an interruption leaves no half-written file.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from takehome.errors import InputError
from takehome.report.build import Report
from takehome.report.charts import draw
from takehome.report.document import to_json
from takehome.report.html import page
from takehome.report.markdown import markdown
from takehome.report.svg import standalone

PICTURES = "charts"


def write(report: Report, folder: str | Path) -> dict[str, Path]:
    """Write a report in all its forms.

    Parameters
    ----------
    folder : where to write; made when it is absent.

    Returns
    -------
    The paths of ``"html"``, ``"markdown"`` and ``"json"``.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """
    folder = Path(folder)
    pictures = _pictures(report)
    paths = {name: f"{PICTURES}/{name}.svg" for name in pictures}
    names = {chart.id: _name(i, chart.id) for i, chart in enumerate(report.charts, 1)}
    by_chart = {chart_id: paths[name] for chart_id, name in names.items() if name in paths}
    files = {
        **{Path(paths[name]): svg for name, svg in pictures.items()},
        Path("report.html"): page(report),
        Path("report.md"): markdown(report, by_chart),
        Path("report.json"): to_json(report),
    }
    try:
        replace_files(folder, files)
    except OSError as error:
        raise InputError(f"cannot write to {folder}: {error.strerror}", "a folder that can be written to",
                         "choose another with --out DIR") from error  # fmt: skip
    return {"html": folder / "report.html", "markdown": folder / "report.md", "json": folder / "report.json"}


def _name(position: int, chart_id: str) -> str:
    """A file name for a chart, whatever its id holds."""
    return f"{position:02d}-{re.sub(r'[^A-Za-z0-9_-]+', '-', chart_id)[:40]}"


def _pictures(report: Report) -> dict[str, str]:
    drawn = {_name(i, chart.id): draw(chart, f"chart-{i}") for i, chart in enumerate(report.charts, 1)}
    return {name: standalone(svg) for name, svg in drawn.items() if svg is not None}


def replace_files(folder: Path, files: Mapping[Path, str]) -> None:
    """Write all files under temporary names, then rename each; on any interruption the temporary ones are removed."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for relative, text in files.items():
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
            waiting.append((Path(temporary), target))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
        for temporary_path, target in waiting:
            # mkstemp makes files that only their owner reads; a report is for passing on.
            temporary_path.chmod(0o644)
            os.replace(temporary_path, target)
    finally:
        for temporary_path, _ in waiting:
            temporary_path.unlink(missing_ok=True)
