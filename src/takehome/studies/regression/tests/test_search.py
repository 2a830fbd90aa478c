"""The search of forms: its closed forms against loops, and what it recovers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import LeaveOneOut, cross_val_predict

from takehome.studies.regression.forms import FORMS, model_matrix, term
from takehome.studies.regression.search import SearchSpace, refine, search_forms, simplest_within_one_error


def _world(seed, n=120):
    rng = np.random.default_rng(seed)
    X = np.column_stack([rng.uniform(0, 10, n), rng.normal(size=n), rng.uniform(1, 5, n)])
    return X, rng


def test_leave_one_out_errors_equal_a_loop():
    """scikit-learn's LeaveOneOut refits n times; the closed form must agree for every candidate."""
    X, rng = _world(0, n=40)
    y = X @ [1, 2, 3] + np.exp(0.3 * X[:, 0]) + rng.normal(size=40)
    space = SearchSpace(X, ("a", "b", "c"))
    others = (term("b"), term("c"))
    candidates = space.candidates("a", others)
    errors = candidates.errors(y)
    for j in range(0, len(candidates.terms), 7):
        matrix, _ = model_matrix((*others, candidates.terms[j]), X, space.names)
        looped = y - cross_val_predict(LinearRegression(fit_intercept=False), matrix, y, cv=LeaveOneOut())
        assert errors[:, j] == pytest.approx(looped, rel=1e-6, abs=1e-6), candidates.terms[j]


@pytest.mark.parametrize("rate", [-0.7, -0.3, 0.35, 0.6])
def test_the_rate_of_an_exponential_is_recovered(rate):
    X, rng = _world(1, n=800)
    curve = 20 * np.exp(rate * X[:, 0]) / np.exp(rate * X[:, 0]).std()
    y = 3 * X[:, 1] + curve + rng.normal(size=800)
    terms = search_forms(SearchSpace(X, ("a", "b", "c")), y, ("a",))
    assert terms[0].form == "exp"
    assert terms[0].parameters[0] == pytest.approx(rate, abs=0.03)


@pytest.mark.parametrize("at", [3.0, 6.2])
def test_the_place_of_a_bend_is_recovered(at):
    X, rng = _world(2, n=800)
    y = 3 * X[:, 1] + 8 * np.maximum(X[:, 0] - at, 0) + rng.normal(size=800)
    terms = search_forms(SearchSpace(X, ("a", "b", "c")), y, ("a",))
    assert terms[0].form == "hinge"
    assert terms[0].parameters[0] == pytest.approx(at, abs=0.15)


@pytest.mark.parametrize(("form", "curve"), [("log", np.log), ("square", np.square), ("inverse", lambda x: 1 / x)])
def test_simple_forms_win_where_they_are_true(form, curve):
    rng = np.random.default_rng(3)
    x = rng.uniform(0.5, 20, 800)
    y = 30 * curve(x) / curve(x).std() + rng.normal(size=800)
    (found,) = search_forms(SearchSpace(x[:, None], ("x",)), y, ("x",))
    assert found.form == form


def test_two_bent_features_are_told_apart():
    X, rng = _world(4, n=1000)
    y = 0.5 * np.exp(0.5 * X[:, 0]) + 40 * np.log(X[:, 2]) + rng.normal(size=1000)
    terms = search_forms(SearchSpace(X, ("a", "b", "c")), y, ("a", "c"))
    assert [t.form for t in terms] == ["exp", "identity", "log"]


def test_the_simplest_within_one_error_is_taken():
    """Of two equally good candidates the cheaper; of a clearly better one the better."""
    rng = np.random.default_rng(0)
    good, noise, bad = rng.normal(size=(3, 500))
    squared = np.column_stack([good**2 + 0.01 * noise, good**2, bad**2 + 5])
    assert simplest_within_one_error(squared, np.array([1, 3, 1])) == 0
    assert simplest_within_one_error(squared[:, [1, 2]], np.array([3, 1])) == 0


@settings(max_examples=30, deadline=None)
@given(scale=st.floats(1e-3, 1e3), shift=st.floats(-100, 100))
def test_the_units_of_the_target_do_not_change_the_forms(scale, shift):
    X, rng = _world(5, n=200)
    y = np.exp(0.5 * X[:, 0]) + 5 * X[:, 1] + rng.normal(size=200)
    space = SearchSpace(X, ("a", "b", "c"))
    first, second = search_forms(space, y, ("a",)), search_forms(space, scale * y + shift, ("a",))
    assert [t.form for t in first] == [t.form for t in second]
    assert first[0].parameters == pytest.approx(second[0].parameters, rel=1e-3)


def test_refining_never_makes_the_fit_worse():
    X, rng = _world(6, n=200)
    Q = np.linalg.qr(np.ones((200, 1)))[0]
    y = np.exp(0.4 * X[:, 0]) + rng.normal(size=200)
    x = X[:, 0]

    def rss(parameters):
        matrix = np.column_stack([np.ones(200), FORMS["exp"].columns(x, parameters)])
        return np.linalg.lstsq(matrix, y, rcond=None)[1][0]

    for start in (0.1, 0.3, 0.5, 0.9):
        assert rss(refine("exp", (start, 10.0), x, y, Q)) <= rss((start, 10.0)) + 1e-9
