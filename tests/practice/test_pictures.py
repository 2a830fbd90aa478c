"""What the picture backend reads from figures as people draw them: seaborn, pandas, lying bars, categories, dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns

from takehome.practice.drawn import Drawn
from takehome.practice.runner.hearing import drawn_from

BACKEND = "module://takehome.practice.runner.inside.pictures"
FRAME = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [4.0, 5.0, 6.0], "g": ["a", "b", "a"]})


@pytest.fixture(autouse=True)
def backend() -> Iterator[None]:
    before = plt.get_backend()
    plt.switch_backend(BACKEND)
    yield
    plt.close("all")
    plt.switch_backend(before)


def read() -> list[Drawn]:
    """Every axes drawn since the last call, as the grader reads it."""
    from takehome.practice.runner.inside.pictures import collected

    return [drawn_from(each, 1) for each in collected()]


def numbered_bars() -> None:
    plt.barh(range(2), [0.1, 0.3])
    plt.yticks(range(2), ["a", "b"])


BARS: dict[str, Callable[[], Any]] = {
    "matplotlib": lambda: plt.bar(["a", "b"], [0.1, 0.3]),
    "lying": lambda: plt.barh(["a", "b"], [0.1, 0.3]),
    "tick labels": lambda: plt.bar([0, 1], [0.1, 0.3], tick_label=["a", "b"]),
    "own ticks": numbered_bars,
    "seaborn": lambda: sns.barplot(x=["a", "b"], y=[0.1, 0.3]),
    "seaborn lying": lambda: sns.barplot(x=[0.1, 0.3], y=["a", "b"]),
    "one colour a bar": lambda: sns.barplot(x=["a", "b"], y=[0.1, 0.3], hue=["a", "b"], legend=False),
    "pandas": lambda: pd.Series([0.1, 0.3], index=["a", "b"]).plot.bar(),
    "pandas lying": lambda: pd.Series([0.1, 0.3], index=["a", "b"]).plot(kind="barh", ax=plt.gca()),
}


@pytest.mark.parametrize("draw", BARS.values(), ids=BARS)
def test_bars_have_their_lengths_and_names(draw: Callable[[], Any]) -> None:
    draw()
    (axes,) = read()
    assert [length for _, lengths in axes.bars for length in lengths] == [0.1, 0.3]
    assert axes.ticks == ("a", "b")


def test_scatters_have_their_colours() -> None:
    sns.scatterplot(FRAME, x="x", y="y", hue="g")
    plt.figure()
    plt.scatter(FRAME.x, FRAME.y, c=[-1, 0, -1])
    plt.figure()
    plt.scatter(FRAME.x, FRAME.y)
    named, mapped, plain = read()
    points = (((1, 2, 3), (4, 5, 6)),)
    assert named.points == mapped.points == plain.points == points
    assert (named.x_label, named.y_label) == ("x", "y")
    assert (named.colours, mapped.colours, plain.colours) == (((0, 1, 0),), ((-1, 0, -1),), ((),))


def test_dates_categories_and_gaps_are_numbers() -> None:
    plt.plot(pd.date_range("2020-01-01", periods=2), [1, 2])
    plt.figure()
    plt.plot(["a", "b"], [1, np.nan])
    dates, categories = read()
    assert dates.lines == (((18262, 18263), (1, 2)),)
    assert categories.lines[0][0] == (0, 1)
    assert np.isnan(categories.lines[0][1][1])


def test_showing_ends_a_picture() -> None:
    plt.scatter([1], [2])
    plt.show()
    plt.scatter([3], [4])
    plt.show(block=False)
    assert [axes.points for axes in read()] == [(((1,), (2,)),), (((3,), (4,)),)]
    assert read() == []


def test_what_shows_no_data_is_left_out() -> None:
    plt.subplots(2, 2)
    plt.figure().add_subplot(projection="3d").scatter([1], [2], [3])
    plt.figure()
    plt.plot(range(60_000))
    assert [axes.lines for axes in read()] == [()]


def test_a_series_without_end_is_left_out_and_ends_nothing() -> None:
    """The oracle fails long before the memory is full."""

    def endless(orig: bool = True) -> Iterator[int]:
        for number in count():
            assert number < 1_000_000
            yield number

    for get in ("get_xdata", "get_ydata"):
        (line,) = plt.plot([1, 2], [3, 4])
        setattr(line, get, endless)
        plt.plot([5, 6], [7, 8])
        assert [axes.lines for axes in read()] == [(((5, 6), (7, 8)),)]
