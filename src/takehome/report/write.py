"""A report on disk: ``report.html``, ``report.md`` and ``report.json``; on request the pictures as files too.

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


def write(report: Report, folder: str | Path, *, pictures: bool = False) -> Path:
    """Write a report in all its forms.

    Parameters
    ----------
    folder : where to write; made when it is absent.
    pictures : also write each chart as ``charts/….svg`` and show it in the Markdown.

    Returns
    -------
    The path of ``report.html``; ``report.md`` and ``report.json`` stand beside it.

    Raises
    ------
    InputError
        If the folder cannot be made or written to.
    """
    folder = Path(folder)
    drawn = _pictures(report) if pictures else {}
    files = dict(drawn.values())
    files[Path("report.html")] = page(report)
    files[Path("report.md")] = markdown(report, {chart_id: path.as_posix() for chart_id, (path, _) in drawn.items()})
    files[Path("report.json")] = to_json(report)
    try:
        replace_files(folder, files)
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {error.strerror}", "a folder that can be written to", "choose another folder"
        ) from error
    return folder / "report.html"


def _pictures(report: Report) -> dict[str, tuple[Path, str]]:
    """Chart id → file and SVG, of the charts that can be drawn; the file's name is safe whatever the id holds."""
    found = {}
    for i, chart in enumerate(report.charts, 1):
        svg = draw(chart, f"chart-{i}")
        if svg is not None:
            name = re.sub(r"[^A-Za-z0-9_-]+", "-", chart.id)[:40]
            found[chart.id] = (Path(PICTURES) / f"{i:02d}-{name}.svg", standalone(svg))
    return found


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
