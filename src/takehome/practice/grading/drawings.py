"""Judge a picture by what it shows: the numbers and labels of its axes, never its pixels.

A picture is right when the numbers that it shows are the right numbers and a reader can tell what they are. So a
judge looks through every axes of a section for one that shows the expected numbers; other pictures beside it, other
series in it, colours, order and style are the candidate's own affair. *Tolerance* is a share of the range of the
expected numbers, because that is what an eye sees. Each judge returns None where the picture is there, or one sentence
that says what was looked for and what was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from takehome.practice.drawn import Drawn, Series

Floats = NDArray[np.float64]

PICTURES_NAMED = 3
"""Pictures that a sentence describes; more would bury the point."""


def points_problem(
    drawn: Sequence[Drawn], x: Sequence[float], y: Sequence[float], *, what: str, tolerance: float
) -> str | None:
    """Whether some axes shows these points, in any order, as scatters or as lines with markers.

    Several series may share the points (one colour a group). A series that holds other points as well does not count.

    Parameters
    ----------
    drawn : everything drawn in the section. x, y : the expected points, shape (n,). what : what they are, "residual
        against prediction". tolerance : greatest distance per coordinate, as a share of the range of `x` and of `y`.
    """
    wanted = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
    scale = np.array([_range(wanted[:, 0]), _range(wanted[:, 1])]) * tolerance
    best, of = 0.0, 0
    for axes in _labelled_first(drawn):
        clouds = [_cloud(series) for series in (*axes.points, *axes.lines)]
        if _share_shown(wanted, clouds, scale) == 1:
            return _unlabelled(axes, what)
        if _share_shown(wanted, [cloud[:, ::-1] for cloud in clouds], scale) == 1:
            return f"The picture of {what} has its axes swapped: what it shows upwards belongs to the right."
        best, of = max([(best, of), *((_share_near(wanted, cloud, scale), len(cloud)) for cloud in clouds)])
    looked_for = f"No picture of this section shows {what} ({len(wanted):,} points)"
    if best < 0.5:
        return f"{looked_for}; {_found(drawn)}."
    return (
        f"{looked_for}; the nearest one has {of:,} points and shows {int(best * len(wanted)):,} of the expected ones."
    )


def curve_problem(
    drawn: Sequence[Drawn], x: Sequence[float], y: Sequence[float], *, what: str, tolerance: float
) -> str | None:
    """Whether some axes holds a line that runs through these points in order; it may be finer or longer.

    Parameters
    ----------
    drawn : everything drawn in the section. x, y : the expected points in order, shape (n,). what : what they are,
        "inertia against the number of groups". tolerance : share of the range of `x` and of `y`.
    """
    wanted = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
    for axes in _labelled_first(drawn):
        if any(_runs_through(_cloud(line), wanted, tolerance) for line in axes.lines):
            return _unlabelled(axes, what)
    return f"No picture of this section shows a line of {what} ({len(wanted):,} points); {_found(drawn)}."


def series_problem(drawn: Sequence[Drawn], length: int, *, what: str) -> str | None:
    """Whether some axes holds a line with this many points, on labelled axes.

    Parameters
    ----------
    drawn : everything drawn in the section. length : number of points. what : what they are, "profit per episode".
    """
    for axes in _labelled_first(drawn):
        if any(len(places) == length for places, _ in axes.lines):
            return _unlabelled(axes, what)
    return f"No picture of this section shows a line of {what} with {length:,} points; {_found(drawn)}."


def bars_problem(drawn: Sequence[Drawn], heights: Mapping[str, float], *, what: str, tolerance: float) -> str | None:
    """Whether some axes holds a bar for each name, upright or lying, with the names as its tick labels.

    Parameters
    ----------
    drawn : everything drawn in the section. heights : name → length of its bar. what : what they are, "the importance
        of each feature". tolerance : greatest error, as a share of the range of the heights and zero.
    """
    allowed = _range(np.array([0.0, *heights.values()])) * tolerance
    fewest: list[str] = list(heights)
    for axes in _labelled_first(drawn):
        for shown in _bars_by_name(axes):
            wrong = [name for name in heights if not abs(shown.get(_plain(name), np.nan) - heights[name]) <= allowed]
            if not wrong and not (axes.x_label.strip() or axes.y_label.strip()):
                return f"The bars of {what} have no label at the axis of their lengths: a reader cannot tell the unit."
            if not wrong:
                return None
            fewest = min(fewest, wrong, key=len)
    looked_for = f"No picture of this section shows bars of {what}, with {', '.join(heights)} as tick labels"
    if len(fewest) < len(heights):
        return f"{looked_for}; in the nearest one these are missing or have another length: {', '.join(fewest)}."
    return f"{looked_for}; {_found(drawn)}."


def _range(values: Floats) -> float:
    """The range of the finite values; a constant has its own size as range, and zero has 1."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 1.0
    return float(np.ptp(finite)) or float(np.abs(finite).max()) or 1.0


def _cloud(series: Series) -> Floats:
    """The finite points of a series, shape (n, 2)."""
    length = min(map(len, series))
    both = np.column_stack([np.asarray(values[:length], float) for values in series])
    return both[np.isfinite(both).all(axis=1)]


def _labelled_first(drawn: Sequence[Drawn]) -> list[Drawn]:
    """So that of two pictures of the same thing the labelled one counts."""
    return sorted(drawn, key=lambda axes: not (axes.x_label.strip() and axes.y_label.strip()))


def _unlabelled(axes: Drawn, what: str) -> str | None:
    labels = {"x": axes.x_label, "y": axes.y_label}
    bare = [name for name, label in labels.items() if not label.strip()]
    if not bare:
        return None
    where = " and ".join(bare)
    return f"The picture of {what} is there, but a reader cannot tell what it shows: no label at its {where}-axis."


def _near(of: Floats, among: Floats, scale: Floats) -> NDArray[np.bool_]:
    """Which points of `of` have a point of `among` within `scale` in both coordinates."""
    from scipy.spatial import cKDTree

    if not len(of) or not len(among):
        return np.zeros(len(of), bool)
    # beyond 1e9 tolerances a point is simply far; the square of more would overflow
    far = 1e9
    tree = cKDTree(np.clip(among / scale, -far, far))
    distance, _ = tree.query(np.clip(of / scale, -far, far), p=np.inf, distance_upper_bound=1 + 1e-9)
    return np.isfinite(distance)


def _share_shown(wanted: Floats, clouds: Iterable[Floats], scale: Floats) -> float:
    """The share of the wanted points that stand in series which hold nothing else."""
    pure = [cloud for cloud in clouds if len(cloud) and _near(cloud, wanted, scale).all()]
    return _share_near(wanted, np.concatenate(pure), scale) if pure else 0.0


def _share_near(wanted: Floats, cloud: Floats, scale: Floats) -> float:
    return float(np.mean(_near(wanted, cloud, scale))) if len(wanted) else 0.0


def _runs_through(line: Floats, wanted: Floats, tolerance: float) -> bool:
    """Point by point, from either end, or as a function of x that is drawn on another grid."""
    allowed = np.array([_range(wanted[:, 0]), _range(wanted[:, 1])]) * tolerance
    if line.shape == wanted.shape and any((np.abs(way - wanted) <= allowed).all() for way in (line, line[::-1])):
        return True
    if len(line) < 2:
        return False
    line = line if line[0, 0] < line[-1, 0] else line[::-1]
    inside = line[0, 0] - allowed[0] <= wanted[:, 0].min() and wanted[:, 0].max() <= line[-1, 0] + allowed[0]
    if not inside or not (np.diff(line[:, 0]) > 0).all():
        return False
    return bool((np.abs(np.interp(wanted[:, 0], line[:, 0], line[:, 1]) - wanted[:, 1]) <= allowed[1]).all())


def _bars_by_name(axes: Drawn) -> Iterator[dict[str, float]]:
    """Name → length for every group of bars, and for all of them together (one colour a bar makes one group a bar)."""
    names = [_plain(tick) for tick in axes.ticks if tick.strip()]
    clouds = [_cloud(bars) for bars in axes.bars]
    for cloud in [*clouds, np.concatenate(clouds)] if clouds else []:
        if len(cloud) == len(names):
            lengths = cloud[np.argsort(cloud[:, 0], kind="stable"), 1]
            yield dict(zip(names, map(float, lengths), strict=True))


def _plain(name: str) -> str:
    """A name as it is compared: "Monthly_Bill ($)" on a picture is "monthly bill ($)"."""
    return " ".join(name.replace("_", " ").split()).casefold()


def _found(drawn: Sequence[Drawn]) -> str:
    if not drawn:
        return "nothing was drawn"
    told = [_contents(axes) for axes in drawn[:PICTURES_NAMED]]
    more = len(drawn) - len(told)
    return f"found {'; '.join(told)}{f'; and {more:,} more pictures' if more else ''}"


def _contents(axes: Drawn) -> str:
    """What one axes holds, in words."""
    kinds = {"scatter": axes.points, "line": axes.lines, "group of bars": axes.bars}
    parts = []
    for kind, series in kinds.items():
        sizes = [f"{len(places):,}" for places, _ in series[:PICTURES_NAMED]]
        if len(series) == 1:
            parts.append(f"a {kind} of {sizes[0]}")
        elif series:
            parts.append(f"{len(series):,} {kind}s of {', '.join(sizes)}{' …' if len(series) > len(sizes) else ''}")
    title = f"“{axes.title[:60]}” with " if axes.title.strip() else ""
    return f"{title}{' and '.join(parts) or 'an empty picture'}"
