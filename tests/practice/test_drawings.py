"""A picture is right by its numbers and labels, whatever its order, colours, style or company."""

from __future__ import annotations

import numpy as np
import pytest

from takehome.practice.drawn import Drawn
from takehome.practice.grading.drawings import bars_problem, curve_problem, points_problem, series_problem

RNG = np.random.default_rng(5)
X, Y = RNG.normal(50, 12, 300).round(3), RNG.normal(0, 3, 300).round(3)
WHAT = "residual against prediction"


def series(x, y):
    return tuple(map(float, x)), tuple(map(float, y))


def axes(**of):
    return Drawn(1, **{"x_label": "predicted ($/h)", "y_label": "residual ($/h)", **of})


def points(*drawn):
    return points_problem(drawn, X, Y, what=WHAT, tolerance=0.01)


ORDER = RNG.permutation(300)
ZERO = series([0, 1], [0, 0])
HISTOGRAM = axes(bars=(series(range(20), range(20)),))


@pytest.mark.parametrize(
    "drawn",
    [
        axes(points=(series(X, Y),)),
        axes(points=(series(X[ORDER], Y[ORDER]),), lines=(ZERO,)),
        axes(lines=(series(X, Y), ZERO)),
        axes(points=(series(X[:100], Y[:100]), series(X[100:], Y[100:]))),
        axes(points=(series(X + 50, Y), series(X, Y))),
        axes(points=(series(X, Y), series(X[:9], Y[:9]))),
    ],
)
def test_points_pass_in_any_order_style_and_company(drawn):
    assert points(drawn) is None
    assert points(HISTOGRAM, drawn, axes()) is None


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        ((), "nothing was drawn"),
        ((HISTOGRAM,), "a group of bars of 20"),
        ((axes(points=(series(Y, X),)),), "axes swapped"),
        ((axes(points=(series(X, -Y),)),), "300 points"),
        ((axes(points=(series(X, RNG.permutation(Y)),)),), "300 points"),
        ((axes(points=(series([*X, *X + 40], [*Y, *Y]),)),), "the nearest one has 600 points and shows 300"),
        ((axes(points=(series(X[:150], Y[:150]),)),), "150"),
        ((axes(points=(series(X, Y),), x_label=" "),), "no label at its x-axis"),
        ((axes(points=(series(X, Y),), x_label="", y_label=""),), "no label at its x and y-axis"),
        ((axes(points=(series([np.nan, np.inf, 1e300], [1, 2, -1e300]),)),), "a scatter of 3"),
        ((axes(points=(((), ()),), lines=(((1.0,), ()),)),), "a scatter of 0"),
    ],
)
def test_other_points_are_refused_with_what_was_found(drawn, says):
    sentence = points(*drawn)
    assert sentence is not None
    assert says in sentence
    assert WHAT in sentence
    assert sentence.endswith(".")


def test_the_tolerance_is_a_share_of_the_range():
    near, far = 0.009 * np.ptp(Y), 0.02 * np.ptp(Y)
    assert points(axes(points=(series(X, Y + near),))) is None
    assert points(axes(points=(series(X, Y + np.where(X.max() == X, far * 9, 0)),))) is not None


def test_of_two_pictures_of_the_same_thing_the_labelled_one_counts():
    assert points(axes(points=(series(X, Y),), x_label=""), axes(points=(series(X, Y),))) is None


K = np.arange(2, 11)
INERTIA = 1000.0 / K


def curve(line):
    return curve_problem((HISTOGRAM, axes(lines=(ZERO, line))), K, INERTIA, what="inertia", tolerance=0.01)


FINE = np.linspace(1, 15, 2000)


@pytest.mark.parametrize(
    "line",
    [series(K, INERTIA), series(K[::-1], INERTIA[::-1]), series(FINE, 1000 / FINE), series([1, *K], [1000, *INERTIA])],
)
def test_a_curve_may_be_longer_finer_or_drawn_from_its_end(line):
    assert curve(line) is None


@pytest.mark.parametrize(
    "line",
    [series(K[:-1], INERTIA[:-1]), series(K, INERTIA[::-1]), series(K, 2 * INERTIA), series([5, 5], [1, 2]), ((), ())],
)
def test_another_curve_is_refused(line):
    assert "a line of inertia (9 points); found" in (curve(line) or "")


def test_a_circle_is_followed_point_by_point():
    angle = np.linspace(0, 6, 50)
    circle = series(np.cos(angle), np.sin(angle))
    assert curve_problem((axes(lines=(circle,)),), *circle, what="circle", tolerance=0.01) is None
    assert curve_problem((axes(lines=(circle,), y_label=""),), *circle, what="circle", tolerance=0.01)


def test_a_series_is_known_by_its_length():
    drawn = (HISTOGRAM, axes(lines=(series(range(500), range(500)),)))
    assert series_problem(drawn, 500, what="profit per episode") is None
    assert "with 400 points; found" in (series_problem(drawn, 400, what="profit per episode") or "")


HEIGHTS = {"Logins_Per_Week": 0.5, "Tenure_Months": 0.3, "Survey_Code": -0.02}
NAMES = ("Tenure Months", "logins_per_week", "Survey_Code")


def bars(*groups, ticks=NAMES, **of):
    return bars_problem((axes(bars=groups, ticks=ticks, **of),), HEIGHTS, what="importance", tolerance=0.02)


def test_bars_in_any_order_and_in_one_or_many_groups():
    assert bars(series([0, 1, 2], [0.3, 0.5, -0.02])) is None
    assert bars(series([2, 0, 1], [-0.02, 0.3, 0.5]), y_label="") is None
    assert bars(series([1], [0.5]), series([0], [0.3]), series([2], [-0.02])) is None
    assert bars(series([0, 1, 2, 3], [0.3, 0.5, -0.02, 9]), ticks=("", *NAMES, "Other")) is None


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        ({"groups": [series([0, 1, 2], [0.5, 0.3, -0.02])]}, "another length: Logins_Per_Week, Tenure_Months"),
        ({"groups": [series([0, 1, 2], [0.3, 0.5, -0.02])], "ticks": ("0", "1", "2")}, "found a group of bars of 3"),
        ({"groups": [series([0, 1], [0.3, 0.5])], "ticks": NAMES[:2]}, "another length: Survey_Code"),
        ({"groups": [series([0, 1, 2], [0.3, 0.5, -0.02])], "x_label": "", "y_label": ""}, "no label at the axis"),
        ({"groups": []}, "an empty picture"),
    ],
)
def test_other_bars_are_refused(drawn, says):
    groups = drawn.pop("groups")
    assert says in (bars(*groups, **drawn) or "")


def test_pictures_are_described_briefly():
    many = [axes(title="t" * 200, lines=tuple(ZERO for _ in range(9))) for _ in range(7)]
    sentence = series_problem(many, 3, what="profit") or ""
    assert "9 lines of 2, 2, 2 …" in sentence
    assert "and 4 more pictures" in sentence
    assert len(sentence) < 500
