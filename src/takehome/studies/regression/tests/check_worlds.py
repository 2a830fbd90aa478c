"""Regressions whose truth is known, as the evidence that the checks see: straight ones, and ones with a planted fault.

A bend, a product or a jump is planted at twice the limit of Cohen's f (f = 2·√0.02), beyond what a straight line in all
features explains; the faulty column changes with the seed. ``python check_worlds.py straight|planted SEEDS`` prints
how often which check fails over many seeds.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable

import numpy as np

from takehome.stats.ols import fit_ols
from takehome.studies.regression.model import ModelEvidence
from takehome.studies.regression.prepare import Design
from takehome.table.encoding import DesignColumn

EFFECT = 2 * np.sqrt(0.02)
SPREAD_RATIO = 4.0
DRAWS: dict[str, Callable[..., np.ndarray]] = {
    "normal": np.random.Generator.normal,
    "uniform": np.random.Generator.uniform,
    "lognormal": np.random.Generator.lognormal,
}


def evidence_of(X: np.ndarray, y: np.ndarray, names: tuple[str, ...] = (), **more) -> ModelEvidence:
    """The straight line of y on X (n, q), as evidence; `more` goes to the design or to the evidence by name."""
    n, q = X.shape
    names = names or tuple(f"x{j + 1}" for j in range(q))
    rows = np.arange(n)
    declared = {k: more.pop(k) for k in ("order", "groups") if k in more}
    columns = more.pop("columns", tuple(DesignColumn(name, name, "m") for name in names))
    design = Design(X, y, columns, "y", "$", np.ones(n, bool), rows, **declared)
    matrix = more.pop("matrix", np.column_stack([np.ones(n), X]))
    fit = fit_ols(matrix, y)
    terms = more.pop("term_features", ((), *((name,) for name in names)))
    stage = more.pop("stage", "baseline")
    return ModelEvidence(stage, design, fit.fitted, fit.residuals, fit.loo_residuals, matrix, terms, fit, **more)


def straight(seed: int, rows: int, count: int, kind: str) -> ModelEvidence:
    """y = Xβ + noise."""
    rng = np.random.default_rng([seed, rows, count])
    X = DRAWS[kind](rng, size=(rows, count))
    return evidence_of(X, X @ rng.normal(size=count) + rng.normal(size=rows))


def planted(fault: str, seed: int, rows: int = 2000, count: int = 4) -> tuple[ModelEvidence, str, str]:
    """Evidence with one fault, the code that must fail, and the subject that it must name."""
    rng = np.random.default_rng([seed, rows, count, 7])
    X = rng.uniform(0.0, 10.0, (rows, count))
    j = seed % count
    x, other = X[:, j], X[:, (j + 1) % count]
    y = X @ rng.normal(size=count) + rng.normal(size=rows)
    name = f"x{j + 1}"
    if fault in BENDS:
        return evidence_of(X, y + EFFECT * _beyond_straight(X, BENDS[fault](x))), "REG001", name
    if fault == "product":
        y = y + EFFECT * _beyond_straight(X, (x - 5) * (other - 5))
        pair = sorted([j, (j + 1) % count])
        return evidence_of(X, y), "REG007", f"x{pair[0] + 1} × x{pair[1] + 1}"
    if fault == "spread":
        noise = rng.normal(size=rows) * np.exp(np.log(SPREAD_RATIO) * (x - 1) / 8)
        return evidence_of(X, X @ rng.normal(size=count) + noise), "REG002", name
    far = np.argsort(x)[-rows // 25 :: 2]
    y[far] += 6.0 + 0.3 * rng.normal(size=len(far))
    return evidence_of(X, y), "REG006", name


BENDS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "hinge": lambda x: np.maximum(x - 6.5, 0.0),
    "U": lambda x: (x - 5.0) ** 2,
    "log": lambda x: np.log(x + 0.3),
    "step": lambda x: (x > 6.0).astype(float),
}
FAULTS = (*BENDS, "product", "spread", "outliers")


def _beyond_straight(X: np.ndarray, column: np.ndarray) -> np.ndarray:
    matrix = np.column_stack([np.ones(len(X)), X])
    rest = column - matrix @ np.linalg.lstsq(matrix, column, rcond=None)[0]
    return rest / np.sqrt(np.mean(rest**2))


def _print_shares(seeds: int, which: str) -> None:
    from takehome.studies.regression.checks import run_checks

    if which == "planted":
        for fault in FAULTS:
            right = 0
            for seed in range(seeds):
                evidence, code, subject = planted(fault, seed)
                failed = [f for f in run_checks(evidence) if f.code == code and f.status == "failed"]
                right += [f.subject for f in failed] == [subject]
            print(f"{fault:10} found and named: {right / seeds:.3f} of {seeds}")
        return
    for rows in (50, 1000, 20_000):
        for count in (3, 20):
            for kind in DRAWS:
                failed = [{f.code for f in run_checks(straight(s, rows, count, kind)) if f.status == "failed"}
                          for s in range(seeds)]  # fmt: skip
                codes = dict(Counter(code for found in failed for code in found))
                print(f"{rows} × {count} {kind}: any failed {np.mean([bool(f) for f in failed]):.4f} {codes}")


if __name__ == "__main__":
    _print_shares(int(sys.argv[2]), sys.argv[1])
