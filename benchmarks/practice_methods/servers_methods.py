"""Right methods for the servers (sections 1 and 2 of "servers-and-churn").

Not among them, because costs add up and these multiply: a logarithm or a Box-Cox transform of the cost, smeared or not,
and a logarithmic link (`servers_and_churn_traps`). Nor are prices of trees that are read at one server: a tree moves in
steps, and only the mean over many servers is a price (boosting, read at one server, is off by 60 % for the ninth year),
or from one GB more, which hardly crosses a step (off by up to 26 %).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.practice_methods.servers_and_churn_tables import Rows, servers
from scipy.optimize import curve_fit
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures, SplineTransformer, StandardScaler
from sklearn.svm import SVR

Answers = dict[str, Any]
Method = Callable[[Any], Answers]
Predict = Callable[[pd.DataFrame], np.ndarray]


def line_answers(rows: Rows, predicted: np.ndarray) -> Answers:
    """Section 1 from the predictions of a line."""
    residual = rows.test_y - predicted
    return {
        "rmse": float(np.sqrt(np.mean(residual**2))),
        "assumption": "linearity",
        "old_bias": float(residual[(rows.test["Age"] > 8).to_numpy()].mean()),
    }


def line_sklearn(world: Any) -> Answers:
    rows = servers(world)
    return line_answers(rows, LinearRegression().fit(rows.train, rows.train_y).predict(rows.test))


def line_statsmodels(world: Any) -> Answers:
    import statsmodels.api as sm

    rows = servers(world)
    fit = sm.OLS(rows.train_y, sm.add_constant(rows.train)).fit()
    return line_answers(rows, fit.predict(sm.add_constant(rows.test)).to_numpy())


def line_normal_equations(world: Any) -> Answers:
    rows = servers(world)
    X, Z = (np.column_stack([np.ones(len(part)), part]) for part in (rows.train, rows.test))
    return line_answers(rows, Z @ np.linalg.solve(X.T @ X, X.T @ rows.train_y))


def line_scaled_ridge(world: Any) -> Answers:
    """Scaled and hardly shrunk, rounded to two decimals as people write them."""
    rows = servers(world)
    model = make_pipeline(StandardScaler(), Ridge(alpha=0.1)).fit(rows.train, rows.train_y)
    answers = line_answers(rows, model.predict(rows.test))
    return {**answers, "rmse": round(answers["rmse"], 2), "old_bias": round(answers["old_bias"], 1)}


def line_formula(world: Any) -> Answers:
    """A formula of statsmodels, rounded to one decimal."""
    import statsmodels.formula.api as smf

    rows = servers(world)
    fit = smf.ols("Cost ~ CPU + Memory + Age", rows.train.assign(Cost=rows.train_y)).fit()
    answers = line_answers(rows, fit.predict(rows.test).to_numpy())
    return {**answers, "rmse": round(answers["rmse"], 1), "old_bias": round(answers["old_bias"], 1)}


def line_likelihood(world: Any) -> Answers:
    """A generalised linear model with normal errors and the identity link."""
    import statsmodels.api as sm

    rows = servers(world)
    fit = sm.GLM(rows.train_y, sm.add_constant(rows.train)).fit()
    return line_answers(rows, fit.predict(sm.add_constant(rows.test)).to_numpy())


def repair_answers(rows: Rows, predict: Predict) -> Answers:
    """Section 2 from any model: prices are mean changes of its predictions."""
    predicted = np.asarray(predict(rows.test))
    ages = [np.mean(predict(rows.train.assign(Age=age))) for age in (8.0, 9.0)]
    memory = [np.mean(predict(rows.train.assign(Memory=gb))) for gb in (20.0, 50.0)]
    return {
        "predictions": predicted.tolist(),
        "rmse_repaired": float(np.sqrt(np.mean((rows.test_y - predicted) ** 2))),
        "memory_per_gb": float(memory[1] - memory[0]) / 30,
        "year_8_to_9": float(ages[1] - ages[0]),
    }


def bent(step: Any) -> Any:
    """CPU and Memory straight, Age through `step`."""
    return make_pipeline(ColumnTransformer([("age", step, ["Age"])], remainder="passthrough"), LinearRegression())


def fitted(model: Any) -> Method:
    """The method of a scikit-learn model."""

    def answer(world: Any) -> Answers:
        rows = servers(world)
        return repair_answers(rows, model.fit(rows.train, rows.train_y).predict)

    return answer


def cubic_formula(world: Any) -> Answers:
    """A formula of statsmodels."""
    import statsmodels.formula.api as smf

    rows = servers(world)
    formula = "Cost ~ CPU + Memory + Age + I(Age ** 2) + I(Age ** 3)"
    fit = smf.ols(formula, rows.train.assign(Cost=rows.train_y)).fit()
    return repair_answers(rows, lambda X: fit.predict(X).to_numpy())


def hinges(age: Any) -> np.ndarray:
    """A line that may break at 4, 6 and 8 years."""
    years = np.asarray(age, float)
    return np.column_stack([years, *(np.maximum(years - knot, 0) for knot in (4, 6, 8))])


def growth(age: Any) -> np.ndarray:
    """One term, e to half the age."""
    return np.exp(np.asarray(age, float) / 2)


def exponential(world: Any) -> Answers:
    """Non-linear least squares with e^(rate · Age)."""
    rows = servers(world)

    def cost(X: np.ndarray, base: float, cpu: float, memory: float, scale: float, rate: float) -> np.ndarray:
        return base + cpu * X[0] + memory * X[1] + scale * np.exp(rate * X[2])

    found, _ = curve_fit(cost, rows.train.to_numpy().T, rows.train_y, p0=[50, 2, 5, 1, 0.5], maxfev=20_000)
    return repair_answers(rows, lambda X: cost(X.to_numpy().T, *found))


def searched_exponential(world: Any) -> Answers:
    """The rate on a grid, the rest by least squares."""
    rows = servers(world)

    def design(X: pd.DataFrame, rate: float) -> np.ndarray:
        return np.column_stack([np.ones(len(X)), X[["CPU", "Memory"]], np.exp(rate * X["Age"])])

    def loss(rate: float) -> float:
        return float(np.linalg.lstsq(design(rows.train, rate), rows.train_y, rcond=None)[1][0])

    rate = min(np.arange(0.2, 0.9, 0.02), key=loss)
    weights = np.linalg.lstsq(design(rows.train, rate), rows.train_y, rcond=None)[0]
    return repair_answers(rows, lambda X: design(X, rate) @ weights)


def residuals_boosted(world: Any) -> Answers:
    """A line, and boosting in age alone on what it leaves."""
    rows = servers(world)
    line = LinearRegression().fit(rows.train, rows.train_y)
    rest = GradientBoostingRegressor(n_estimators=150, max_depth=2, learning_rate=0.05, random_state=0)
    rest.fit(rows.train[["Age"]], rows.train_y - line.predict(rows.train))
    return repair_answers(rows, lambda X: line.predict(X) + rest.predict(X[["Age"]]))


LINE: dict[str, Method] = {
    "scikit-learn": line_sklearn,
    "statsmodels": line_statsmodels,
    "normal equations": line_normal_equations,
    "scaled ridge, rounded": line_scaled_ridge,
    "formula, rounded to one decimal": line_formula,
    "generalised linear model": line_likelihood,
}
REPAIR: dict[str, Method] = {
    "non-linear least squares": exponential,
    "rate on a grid": searched_exponential,
    "cubic": fitted(bent(make_pipeline(StandardScaler(), PolynomialFeatures(3, include_bias=False)))),
    "age squared": fitted(bent(make_pipeline(StandardScaler(), PolynomialFeatures(2, include_bias=False)))),
    "spline": fitted(bent(SplineTransformer(n_knots=6))),
    "all products of degree 3": fitted(make_pipeline(StandardScaler(), PolynomialFeatures(3), LinearRegression())),
    "boosting": fitted(GradientBoostingRegressor(random_state=0)),
    "forest": fitted(RandomForestRegressor(100, min_samples_leaf=2, random_state=0)),
    "line and boosted rest": residuals_boosted,
    "cubic formula": cubic_formula,
    "broken line": fitted(bent(FunctionTransformer(hinges))),
    "e to half the age": fitted(bent(FunctionTransformer(growth))),
    "support vectors": fitted(make_pipeline(StandardScaler(), SVR(C=1000, epsilon=2))),
    "forest as it comes": fitted(RandomForestRegressor(random_state=0)),
    "histogram boosting": fitted(HistGradientBoostingRegressor(random_state=0)),
    "monotone boosting": fitted(HistGradientBoostingRegressor(monotonic_cst=[1, 1, 1], random_state=0)),
}
