"""Every cut is priced exactly: against brute force on small inputs, and never dearer than scikit-learn's search."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from takehome.errors import InputError
from takehome.studies.classification.costs import RowCosts
from takehome.studies.classification.cuts import cut_curve

few_scores = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5000000001, 0.75, 1.0, -np.inf, np.inf])
money = st.floats(-100, 100, allow_nan=False, width=32)
rows = st.lists(st.tuples(few_scores, money, money, st.floats(0.25, 4, width=32)), min_size=1, max_size=12)


def brute(scores, act, leave, weights, cut):
    return sum(w * (a if s > cut else b) for s, a, b, w in zip(scores, act, leave, weights, strict=True))


@given(rows)
def test_each_decision_costs_what_adding_up_its_rows_gives(made):
    scores, act, leave, weights = (np.array(column, float) for column in zip(*made, strict=True))
    curve = cut_curve(scores, act, leave, weights)
    never = bool((scores == -np.inf).any())
    assert len(curve.cuts) == len(np.unique(scores)) + 1 - never
    assert (curve.cuts[1:] < curve.cuts[:-1]).all()
    for cut, cost, acted in zip(curve.cuts, curve.costs, curve.acted, strict=True):
        assert cost == pytest.approx(brute(scores, act, leave, weights, cut), abs=1e-6)
        assert acted == pytest.approx(weights[scores > cut].sum())


@given(rows, st.floats(-0.5, 1.5))
def test_any_cut_has_the_cost_of_its_decision(made, cut):
    scores, act, leave, weights = (np.array(column, float) for column in zip(*made, strict=True))
    assert cut_curve(scores, act, leave, weights).at(cut) == pytest.approx(
        brute(scores, act, leave, weights, cut), abs=1e-6
    )


@given(rows)
def test_the_best_is_the_least_of_all_decisions(made):
    scores, act, leave, weights = (np.array(column, float) for column in zip(*made, strict=True))
    every = [brute(scores, act, leave, weights, cut) for cut in {*scores.tolist()}]
    if not (scores == -np.inf).any():
        every.append(float((act * weights).sum()))  # everybody
    curve = cut_curve(scores, act, leave, weights)
    assert curve.costs[curve.best] == pytest.approx(min(every), abs=1e-6)


@given(rows, st.floats(0, 50))
def test_the_plateau_holds_the_best_and_nothing_dearer(made, slack):
    scores, act, leave, weights = (np.array(column, float) for column in zip(*made, strict=True))
    curve = cut_curve(scores, act, leave, weights)
    low, high = curve.plateau(slack)
    assert low <= curve.cuts[curve.best] <= high
    inside = (curve.cuts >= low) & (curve.cuts <= high)
    assert (curve.costs[inside] <= curve.costs[curve.best] + slack + 1e-9).all()


def test_constant_scores_leave_nobody_or_everybody():
    curve = cut_curve(np.full(4, 0.3), np.array([0.0, 10, 10, 10]), np.array([100.0, 0, 0, 0]))
    assert curve.costs.tolist() == [100.0, 30.0]
    assert curve.cuts[curve.best] == -np.inf


@pytest.mark.parametrize(("scores", "act"), [([0.1, np.nan], [1, 2]), ([0.1, 0.2], [1]), ([], [])])
def test_scores_that_are_no_numbers_or_do_not_fit_are_refused(scores, act):
    with pytest.raises(InputError):
        cut_curve(np.array(scores), np.array(act, float), np.zeros(len(scores)))


@pytest.mark.parametrize("seed", range(8))
def test_scikit_learns_search_is_never_cheaper(seed):
    """``TunedThresholdClassifierCV`` (scikit-learn 1.9) on the same scores and the same cost."""
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.metrics import confusion_matrix, make_scorer
    from sklearn.model_selection import TunedThresholdClassifierCV

    class Given(ClassifierMixin, BaseEstimator):
        def fit(self, X, y):
            self.classes_ = np.array([0, 1])
            self.fitted_ = True
            return self

        def predict_proba(self, X):
            return np.column_stack([1 - X[:, 0], X[:, 0]])

        def predict(self, X):
            return (X[:, 0] > 0.5).astype(int)

    rng = np.random.default_rng(seed)
    scores = np.clip(rng.beta(0.6, 4, 500), 1e-6, 1 - 1e-6)
    y = (rng.random(500) < scores ** rng.uniform(0.5, 2)).astype(int)

    def gain(truth, decided):
        _, fp, fn, _ = confusion_matrix(truth, decided, labels=[0, 1]).ravel()
        return -(10 * fp + 100 * fn)

    X = scores[:, None]
    tuned = TunedThresholdClassifierCV(Given().fit(X, y), scoring=make_scorer(gain), cv="prefit", refit=False)
    tuned.fit(X, y)
    ours = cut_curve(scores, np.where(y == 1, 0.0, 10.0), np.where(y == 1, 100.0, 0.0))
    assert ours.costs[ours.best] <= -tuned.best_score_ + 1e-9
    acts = scores > ours.cuts[ours.best]
    costs = RowCosts(*(np.full(500, c) for c in (10.0, 100.0, 0.0, 0.0)))
    assert costs.of(acts, y).sum() == pytest.approx(ours.costs[ours.best])
