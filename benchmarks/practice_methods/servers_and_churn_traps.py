"""Known wrong answers of "servers-and-churn": trap name → world → answers, by section.

Each makes one mistake and everything else right, and computes it as the candidate would who makes it. Where the level
of the world does not have the trap, the answer is None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.practice_methods.churn_drivers import DRIVERS
from benchmarks.practice_methods.churn_methods import ACCURACY, AUDIT, counts, scaled
from benchmarks.practice_methods.churn_thresholds import THRESHOLD, break_even, priced
from benchmarks.practice_methods.servers_and_churn_tables import LEAK, customers, servers
from benchmarks.practice_methods.servers_methods import LINE, REPAIR, line_answers, repair_answers
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import f1_score

Answers = dict[str, Any]
Trap = Callable[[Any], Answers | None]


def right(section: int, world: Any) -> Answers:
    """The answers of a right method."""
    methods = {1: LINE, 2: REPAIR, 3: ACCURACY, 4: THRESHOLD, 5: DRIVERS, 6: AUDIT}[section]
    name = "standardised coefficients" if section == 5 else next(iter(methods))
    return methods[name](world)


def changed(section: int, **changes: Callable[[Any, Answers], Any]) -> Trap:
    """Right but for some keys, each a function of the world and of the right answers."""

    def answer(world: Any) -> Answers:
        found = right(section, world)
        return {**found, **{key: change(world, found) for key, change in changes.items()}}

    return answer


def from_level(level: int, trap: Trap) -> Trap:
    """A trap that lower levels do not have."""
    return lambda world: trap(world) if world.level >= level else None


def _train_rmse(world: Any, _: Answers) -> float:
    rows = servers(world)
    miss = rows.train_y - LinearRegression().fit(rows.train, rows.train_y).predict(rows.train)
    return float(np.sqrt(np.mean(miss**2)))


def _mean_residual(world: Any, _: Answers) -> float:
    rows = servers(world)
    return float((rows.test_y - LinearRegression().fit(rows.train, rows.train_y).predict(rows.test)).mean())


def _log_units(world: Any) -> Answers:
    rows = servers(world, undo_logarithm=False)
    return line_answers(rows, LinearRegression().fit(rows.train, rows.train_y).predict(rows.test))


def _still_a_line(world: Any) -> Answers:
    rows = servers(world)
    return repair_answers(rows, LinearRegression().fit(rows.train, rows.train_y).predict)


def _log_target(world: Any) -> Answers:
    rows = servers(world)
    model = LinearRegression().fit(rows.train, np.log(rows.train_y))
    return repair_answers(rows, lambda X: np.exp(model.predict(X)))


def _smeared(world: Any) -> Answers:
    """The logarithm turned back with Duan's smearing, which mends the mean and not the shape."""
    rows = servers(world)
    logs = np.log(rows.train_y)
    model = LinearRegression().fit(rows.train, logs)
    smear = float(np.mean(np.exp(logs - model.predict(rows.train))))
    return repair_answers(rows, lambda X: smear * np.exp(model.predict(X)))


def _log_link(world: Any) -> Answers:
    """A generalised linear model with a gamma distribution and a logarithmic link."""
    import statsmodels.api as sm

    rows = servers(world)
    family = sm.families.Gamma(sm.families.links.Log())
    fit = sm.GLM(rows.train_y, sm.add_constant(rows.train), family=family).fit()
    return repair_answers(rows, lambda X: fit.predict(sm.add_constant(X, has_constant="add")).to_numpy())


def _multiplied(world: Any) -> Answers:
    """One of three ways to say that costs multiply, by the seed."""
    return (_log_target, _smeared, _log_link)[world.seed % 3](world)


def _seen_test_rows(world: Any) -> Answers:
    rows = servers(world)
    model = GradientBoostingRegressor(n_estimators=300, random_state=0).fit(rows.test, rows.test_y)
    return repair_answers(rows, model.predict)


def _line_rmse(world: Any, _: Answers) -> float:
    return float(right(1, world)["rmse"])


def _mean_year(world: Any, _: Answers) -> float:
    """Ten years' rise of the repaired model, divided by ten."""
    rows = servers(world)
    model = LinearRegression().fit(np.column_stack([rows.train, rows.train["Age"] ** 2, rows.train["Age"] ** 3]),
                                   rows.train_y)  # fmt: skip
    ends = [model.predict([[50, 30, age, age**2, age**3]])[0] for age in (0.0, 10.0)]
    return float(ends[1] - ends[0]) / 10


def _training_counts(world: Any) -> Answers:
    cut = customers(world)
    return counts(cut.train_y, scaled().fit(cut.train, cut.train_y).predict(cut.train))


def _transposed(_: Any, found: Answers) -> Answers:
    return {**found, "fp": found["fn"], "fn": found["fp"]}


def _swapped(_: Any, found: Answers) -> Answers:
    return {**found, "tp": found["tn"], "tn": found["tp"], "fp": found["fn"], "fn": found["fp"]}


def _of_right(section: int, change: Callable[[Any, Answers], Answers]) -> Trap:
    return lambda world: change(world, right(section, world))


def _leaky_counts(world: Any) -> Answers:
    cut = customers(world, keep_copies=True, with_leak=True)
    return counts(cut.test_y, scaled().fit(cut.train, cut.train_y).predict(cut.test))


def _at(threshold: Callable[[Any, np.ndarray, np.ndarray], float]) -> Trap:
    """Section 4 with a threshold from (world, who left, scores)."""

    def answer(world: Any) -> Answers:
        cut = customers(world)
        scores = scaled().fit(cut.train, cut.train_y).predict_proba(cut.test)[:, 1]
        return priced(world, cut.test_y, scores, threshold(world, cut.test_y, scores))

    return answer


def _best_f1(_: Any, left: np.ndarray, scores: np.ndarray) -> float:
    return float(max(np.arange(0.055, 0.95, 0.01), key=lambda cut: f1_score(left, scores > cut, zero_division=0)))


def _swapped_costs(world: Any) -> Answers:
    turned = type(world)(
        world.seed, world.level, world.tables,
        {**world.business, "contact_cost": world.business["customer_value"],
         "customer_value": world.business["contact_cost"]},
        world.planted,
    )  # fmt: skip
    return right(4, turned)


def _training_costs(world: Any) -> Answers:
    cut = customers(world)
    model = scaled().fit(cut.train, cut.train_y)
    train, scores = model.predict_proba(cut.train)[:, 1], model.predict_proba(cut.test)[:, 1]
    found = priced(world, cut.train_y, train, break_even(world))
    return {**found, "scores": scores.tolist()}


def _hard(world: Any) -> Answers:
    cut = customers(world)
    says = scaled().fit(cut.train, cut.train_y).predict(cut.test).astype(float)
    return priced(world, cut.test_y, says, break_even(world))


def _staying(world: Any) -> Answers:
    cut = customers(world)
    scores = scaled().fit(cut.train, cut.train_y).predict_proba(cut.test)[:, 0]
    return priced(world, cut.test_y, scores, break_even(world))


def _leaky_scores(world: Any) -> Answers:
    cut = customers(world, keep_copies=True, with_leak=True)
    scores = scaled().fit(cut.train, cut.train_y).predict_proba(cut.test)[:, 1]
    return priced(world, cut.test_y, scores, break_even(world))


def _all_increase(_: Any, found: Answers) -> dict[str, str]:
    return dict.fromkeys(found["importances"], "increases")


def _turned(_: Any, found: Answers) -> dict[str, str]:
    other = {"increases": "decreases", "decreases": "increases", "none": "none"}
    return {name: other[way] for name, way in found["directions"].items()}


def _noise_first(_: Any, found: Answers) -> dict[str, float]:
    return {**found["importances"], "Survey_Code": 1.1 * max(found["importances"].values())}


def _by_average(world: Any, found: Answers) -> dict[str, str]:
    table = world.tables["churn"]
    slope = table["Support_Tickets"].corr(table["Churn"])
    return {**found["directions"], "Support_Tickets": "increases" if slope > 0 else "decreases"}


def _leaky_importances(_: Any, found: Answers) -> dict[str, float]:
    return {**found["importances"], LEAK: 2.0 * max(found["importances"].values())}


def _constant(value: Any) -> Callable[[Any, Answers], Any]:
    return lambda world, found: value


TRAPS: dict[int, dict[str, Trap]] = {
    1: {
        "train-rmse": changed(1, rmse=_train_rmse),
        "mse": changed(1, rmse=lambda world, found: found["rmse"] ** 2),
        "reversed-residual": changed(1, old_bias=lambda world, found: -found["old_bias"]),
        "bias-of-everybody": changed(1, old_bias=_mean_residual),
        "funnel": changed(1, assumption=_constant("constant variance")),
        "log-units": from_level(3, _log_units),
    },
    2: {
        "still-a-line": _still_a_line,
        "log-target": _multiplied,
        "better-than-noise": _seen_test_rows,
        "rmse-not-of-these-predictions": changed(2, rmse_repaired=_line_rmse),
        "averaged-year": changed(2, year_8_to_9=_mean_year),
    },
    3: {
        "train-set": _training_counts,
        "transposed": _of_right(3, _transposed),
        "swapped-classes": _of_right(3, _swapped),
        "share-of-leavers": changed(3, accuracy_nobody=lambda world, found: 1 - found["accuracy_nobody"]),
        "leaking-column": from_level(2, _leaky_counts),
    },
    4: {
        "stays-at-half": _at(lambda world, left, scores: 0.5),
        "swapped-costs": _swapped_costs,
        "maximises-f1-or-accuracy": _at(_best_f1),
        "costs-of-the-training-rows": _training_costs,
        "hard-labels": _hard,
        "probability-of-staying": _staying,
        "leaking-column": from_level(2, _leaky_scores),
    },
    5: {
        "importance-read-as-direction": changed(5, directions=_all_increase),
        "noise-called-driver": changed(5, importances=_noise_first, top=_constant("Survey_Code")),
        "reversed": changed(5, directions=_turned),
        "average-over-plans": from_level(3, changed(5, directions=_by_average)),
        "leaking-column": from_level(2, changed(5, importances=_leaky_importances, top=_constant(LEAK))),
    },
    6: {
        "leak-missed": changed(6, leaking=_constant("none")),
        "innocent-suspected": changed(6, leaking=_constant("Survey_Code")),
        "copies-missed": changed(6, copied_rows=_constant(0)),
        "copies-counted-twice": changed(6, copied_rows=lambda world, found: 2 * found["copied_rows"]),
        "logarithm-missed": from_level(3, changed(6, cost_scale=_constant("$/h"))),
        "drift-missed": from_level(3, changed(6, drifted=_constant("none"))),
        "average-over-plans": from_level(3, changed(6, tickets_within_plan=_constant("decreases"))),
    },
}
