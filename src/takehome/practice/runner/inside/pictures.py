"""A matplotlib backend that shows nothing and remembers what was drawn: the data and labels of every axes.

`plt.show()` ends a picture as it does in a notebook (the next `plt.plot` begins another), and so does closing it, so
that one hook suffices: a figure is read when its window would go away. What is still open at the end of a cell is read
then. Matplotlib loads this module by its name in ``MPLBACKEND``; the package itself never imports matplotlib.
"""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import islice
from typing import Any

agg: Any = import_module("matplotlib.backends.backend_agg")
bases: Any = import_module("matplotlib.backend_bases")

POINTS = 50_000
"""Points of one series that are kept; longer ones are left out (an assignment has at most some thousand rows)."""
AXES = 200
"""Axes of one cell that are kept."""

remembered: list[dict[str, Any]] = []


class FigureManager(bases.FigureManagerBase):
    """A window that is not there."""

    def destroy(self) -> None:
        """Remember the figure as it goes."""
        remember(self.canvas.figure)
        super().destroy()

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """What ``plt.show()`` does: every figure is shown, hence over."""
        sys.modules["matplotlib.pyplot"].close("all")


class FigureCanvas(agg.FigureCanvasAgg):
    """Draws into memory."""

    manager_class = FigureManager


def collected() -> list[dict[str, Any]]:
    """Everything drawn since the last call; closes what is open."""
    pyplot = sys.modules["matplotlib.pyplot"]
    for number in pyplot.get_fignums():
        figure = pyplot.figure(number)
        if not isinstance(figure.canvas.manager, FigureManager):
            remember(figure)
    pyplot.close("all")
    found = remembered[:AXES]
    remembered.clear()
    return found


def remember(figure: Any) -> None:
    """Read every axes of a figure that shows data."""
    for axes in figure.axes:
        try:
            read = read_axes(figure, axes)
        except (TypeError, ValueError, AttributeError, RuntimeError, LookupError):
            continue
        if read["lines"] or read["points"] or read["bars"]:
            remembered.append(read)


def read_axes(figure: Any, axes: Any) -> dict[str, Any]:
    """The data and labels of one axes, as plain numbers and texts."""
    scatters = [item for item in axes.collections if type(item).__name__ == "PathCollection"]
    bars, ticks = read_bars(axes)
    return {
        "title": axes.get_title() or title_of(figure),
        "x_label": axes.get_xlabel() or figure.get_supxlabel(),
        "y_label": axes.get_ylabel() or figure.get_supylabel(),
        "lines": [series(line.get_xdata(orig=False), line.get_ydata(orig=False)) for line in axes.get_lines()],
        "points": [series(*zip(*item.get_offsets().tolist(), strict=True)) for item in scatters if has_points(item)],
        "colours": [colours(item) for item in scatters if has_points(item)],
        "bars": bars,
        "ticks": ticks,
    }


def title_of(figure: Any) -> str:
    """The title over all axes."""
    return str(figure.get_suptitle())


def has_points(scatter: Any) -> bool:
    """Whether a scatter has at least one point."""
    return len(scatter.get_offsets()) > 0


def series(x: Any, y: Any) -> list[list[float]]:
    """Two lists of numbers of the same length; empty where there are too many, of which some series have no end."""
    first, second = ([float(value) for value in islice(values, POINTS + 1)] for values in (x, y))
    return [first, second] if max(len(first), len(second)) <= POINTS else [[], []]


def colours(scatter: Any) -> list[float]:
    """One number per point: the mapped values, or one code for each colour; empty where all have one colour."""
    mapped = scatter.get_array()
    if mapped is not None and len(mapped) == len(scatter.get_offsets()):
        return [float(value) for value in mapped]
    faces = [tuple(face) for face in scatter.get_facecolors().tolist()]
    if len(faces) < len(scatter.get_offsets()) or len(faces) > POINTS:
        return []
    codes = {face: float(code) for code, face in enumerate(dict.fromkeys(faces))}
    return [codes[face] for face in faces] if len(codes) > 1 else []


def read_bars(axes: Any) -> tuple[list[list[list[float]]], list[str]]:
    """Every group of bars as (place, length), and the labels of the ticks where bars stand, by place."""
    groups, lying = [], False
    for container in axes.containers:
        if type(container).__name__ != "BarContainer":
            continue
        lying = getattr(container, "orientation", None) == "horizontal"
        if lying:
            pairs = [(bar.get_y() + bar.get_height() / 2, bar.get_width()) for bar in container.patches]
        else:
            pairs = [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in container.patches]
        if pairs and len(pairs) <= POINTS:
            groups.append(series(*zip(*pairs, strict=True)))
    axis = axes.yaxis if lying else axes.xaxis
    ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
    labels = {float(place): label.get_text() for place, label in ticks}
    places = [place for group in groups for place in group[0]]
    if labels and places:
        taken = {min(labels, key=lambda tick: abs(tick - place)) for place in places}
        labels = {place: text for place, text in labels.items() if place in taken}
    return groups, [labels[place] for place in sorted(labels)]
