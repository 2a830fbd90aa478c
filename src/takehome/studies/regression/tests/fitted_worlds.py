"""Small fitted worlds with a known truth, for the tests of the views; parametric draws stand for the bootstrap."""

from __future__ import annotations

import numpy as np

from takehome.protocol import Finding
from takehome.stats.ols import hc3_covariance
from takehome.studies.regression.forms import term
from takehome.studies.regression.linear import Draw, LinearFit, fit_linear, out_of_sample_errors
from takehome.studies.regression.model import ModelEvidence, Specification, Term
from takehome.studies.regression.outcome import Outcome, Rung
from takehome.studies.regression.prepare import Design
from takehome.table import Column, Kind, Table
from takehome.table.encoding import DesignColumn

DRAWS = 200


def design_of(
    X: np.ndarray, y: np.ndarray, columns: tuple[DesignColumn, ...], target: str = "Cost", unit: str = "$/h",
    test_share: float = 0.2, seed: int = 0,
) -> Design:  # fmt: skip
    """A design whose hold-out is drawn by `seed`."""
    train = np.ones(len(y), bool)
    train[np.random.default_rng(seed).permutation(len(y))[: int(test_share * len(y))]] = False
    return Design(X, y, columns, target, unit, train, np.arange(len(y)))


def outcome_of(
    design: Design, terms: tuple[Term, ...] | None, draws: int = DRAWS, findings: tuple[Finding, ...] = (),
    response: str = "identity",
) -> Outcome:  # fmt: skip
    """The straight line against `terms` (None: the straight line is chosen)."""
    line = tuple(term(name) for name in design.names)
    baseline = fit_linear(design, Specification(line))
    repaired = terms is not None
    chosen = fit_linear(design, Specification(terms, response, name="repaired")) if repaired else baseline
    drawn = _with_draws(chosen, draws)
    errors = out_of_sample_errors(design, baseline)
    chosen_errors = out_of_sample_errors(design, chosen) if repaired else errors
    rows = tuple(_rung(name, e, design) for name, e in (("repaired", chosen_errors), ("straight line", errors)))
    table = Table((Column(design.target, Kind.NUMBER, design.y, design.target_unit),), rows_in_source=len(design.y))
    return Outcome(
        table, design, baseline.model if repaired else drawn, drawn, _evidence("baseline", design, baseline, errors),
        _evidence("chosen", design, chosen, chosen_errors), errors, chosen_errors, None, rows, findings, 0, 0.95,
    )  # fmt: skip


def servers(seed: int = 101, rows: int = 1000, draws: int = DRAWS, chosen: bool = True, noise: float = 10.0) -> Outcome:
    """The brief's servers, repaired with the true e^{0.5 Age} or left straight."""
    rng = np.random.RandomState(seed)
    cpu, memory, age = rng.uniform(10, 90, rows), rng.uniform(4, 64, rows), rng.uniform(0, 10, rows)
    cost = 50 + 2 * cpu + 5 * memory + np.exp(0.5 * age) + rng.normal(0, noise, rows)
    columns = (
        DesignColumn("CPU", "CPU", "%"),
        DesignColumn("Memory", "Memory", "GB"),
        DesignColumn("Age", "Age", "years"),
    )
    design = design_of(np.column_stack([cpu, memory, age]), cost, columns)
    terms = (term("CPU"), term("Memory"), term("Age", "exp", (0.5, 10.0)))
    return outcome_of(design, terms if chosen else None, draws)


def straight(seed: int = 0, rows: int = 300, slope: float = 1.0, draws: int = DRAWS) -> Outcome:
    """A straight line in Age and Load with unit noise; the straight line is chosen."""
    rng = np.random.default_rng(seed)
    age, load = rng.uniform(0, 10, rows), rng.normal(size=rows)
    y = 100 + slope * age + 2 * load + rng.normal(size=rows)
    columns = (DesignColumn("Age", "Age", "years"), DesignColumn("Load", "Load"))
    return outcome_of(design_of(np.column_stack([age, load]), y, columns), None, draws)


def _with_draws(fit: LinearFit, count: int):
    from dataclasses import replace

    rng = np.random.default_rng(7)
    coef = rng.multivariate_normal(fit.ols.coef, hc3_covariance(fit.ols), size=count, method="eigh")
    return replace(fit.model, draws=tuple(Draw(fit.model.specification.terms, c, fit.model.noise) for c in coef))


def _evidence(stage: str, design: Design, fit: LinearFit, errors: np.ndarray) -> ModelEvidence:
    train = design.train
    fitted = fit.model.predict(design.X[train])
    return ModelEvidence(
        stage, design, fitted, design.y[train] - fitted, errors[train], fit.matrix, fit.term_features, fit.ols
    )


def _rung(name: str, errors: np.ndarray, design: Design) -> Rung:
    squared = errors[design.train] ** 2
    rmse = float(np.sqrt(squared.mean()))
    test = errors[~design.train]
    rmse_test = float(np.sqrt((test**2).mean())) if test.size else None
    standard_error = float(squared.std() / np.sqrt(squared.size) / (2 * rmse))
    return Rung(name, rmse, standard_error, rmse_test, 5, name == "repaired", f"{name}: {rmse:.1f}")
