"""Does the interval of the gain hold the gain? Many worlds, each with a study, and what its policy earns afterwards.

``python -m benchmarks.classification_money [money|null] [--sets N] [--cells 300:0.1,…]`` writes
``benchmarks/results/classification_money.json`` after every cell, beside the cells that stand there.

*Estimand*: the expected gain per row of the deployed policy (the chosen model refitted on all rows, with its cut) over
the best trivial one, both valued on `FRESH` fresh rows of the world. The world's own probabilities stand in for
labels, which is the mean over endless relabelings: less noise than a million labelled rows have. The policy that is
judged is the best one that needs the model, whether or not it is recommended, so that doing nothing earns no coverage.
A study that declines an interval (too few positives) is counted apart. Costs are the brief's, 10 and 100.

*null*: no feature has anything to do with the class. How often is a policy without a model recommended, and is it the
cheaper one of nobody and everybody?
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown
from scipy.optimize import brentq
from scipy.special import expit

RESULTS = Path(__file__).parent / "results" / "classification_money.json"
SETS = 300
FEW = 20
"""With fewer intervals than this in a cell, its coverage is no figure."""

SIZES, PREVALENCES = (300, 1_000, 10_000), (0.03, 0.1, 0.3)
FRESH = 200_000
COSTS = {"fp": 10.0, "fn": 100.0}
SLOPES = np.array([1.2, -0.8, 0.6, 0.3, 0.0])
CELL, ALL = (0.92, 0.98), (0.935, 0.965)
"""Share of sets whose interval holds the truth, in each cell and over all."""

KINDS = ("straight", "bent")
NULL_SETS = {300: 300, 1_000: 150, 10_000: 30}
NULL_LEAST = 0.95
"""Share of null worlds in which a policy without a model is recommended."""


def log_odds(X: np.ndarray, kind: str) -> np.ndarray:
    """Log odds without the intercept; the bent world has a square and a product that a straight line misses."""
    if kind == "null":
        return np.zeros(len(X))
    eta = X @ SLOPES
    return eta + 0.6 * (X[:, 0] ** 2 - 1) - 0.5 * X[:, 1] * X[:, 2] if kind == "bent" else eta


@cache
def fresh(kind: str, prevalence: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Fresh rows, their probabilities, and the intercept that gives the prevalence."""
    X = np.random.default_rng(99).normal(size=(FRESH, len(SLOPES)))
    eta = log_odds(X, kind)
    intercept = float(brentq(lambda a: float(expit(a + eta).mean()) - prevalence, -15, 10))
    return X, expit(intercept + eta), intercept


def one_set(cell: tuple[int, float, int, str]) -> dict[str, Any] | None:
    """One world, its study, and what became of the policy; None where a class has too few rows to study."""
    import takehome as th
    from takehome.errors import InputError

    rows, prevalence, seed, part = cell
    kind = "null" if part == "null" else KINDS[seed % len(KINDS)]
    X_fresh, p_fresh, intercept = fresh(kind, prevalence)
    rng = np.random.default_rng([seed, rows, round(1000 * prevalence)])
    X = rng.normal(size=(rows, len(SLOPES)))
    y = (rng.random(rows) < expit(intercept + log_odds(X, kind))).astype(float)
    table = {**{f"x{j}": X[:, j] for j in range(X.shape[1])}, "y": y}
    try:
        study = th.classify(table, "y", positive=1, costs=COSTS, fast=True, seed=seed)
    except InputError:
        return None
    return advised(study, prevalence) if part == "null" else measured(study, X_fresh, p_fresh)


def advised(study: Any, prevalence: float) -> dict[str, Any]:
    """Whether the recommendation needs no model, and whether it is the cheaper of nobody and everybody."""
    made = study.priced
    cheaper = "act on nobody" if prevalence * COSTS["fn"] < (1 - prevalence) * COSTS["fp"] else "act on everybody"
    return {"free": made.free, "best": made.name(made.action) == cheaper, "seconds": study.seconds_}


def measured(study: Any, X: np.ndarray, p: np.ndarray) -> dict[str, Any]:
    """The interval of the best policy that needs the model, and what it earns on fresh rows."""
    made, rows = study.priced, study.priced.rows
    advice = study.recommend()
    found: dict[str, Any] = {"enough": made.options.enough, "model": made.outcome.chosen.name,
                             "trivial": made.action == made.baseline, "seconds": study.seconds_}  # fmt: skip
    if made.challenger is None or not made.options.enough:
        return found
    note = made.options.ledger.entries[made.challenger].note
    score = made.outcome.chosen.predict(X)
    cut = made.options.cut.cut if note == "the cheapest cut" else float(rows.costs.break_even[0])
    gains = made.values[made.challenger] - made.values[made.baseline]
    interval = made.interval(gains)
    values = {name: float(value_of(acts, p)) for name, acts in trivial(score).items()}
    worth = float(value_of(score > cut, p))
    scale = 1.0 / rows.rows
    return {
        **found, "note": note, "estimate": gains[0] * scale, "low": interval.low * scale, "high": interval.high * scale,
        "truth": worth - max(values.values()), "truth_named": worth - values[made.name(made.baseline)],
        "spread": float(gains[1:].std()) * scale, "recommended": advice.action,
    }  # fmt: skip


def trivial(score: np.ndarray) -> dict[str, np.ndarray]:
    """The trivial policies on fresh rows, by their names in the study."""
    return {
        "act on nobody": np.zeros(len(score), bool),
        "act on everybody": np.ones(len(score), bool),
        "act above a probability of 0.500": score > 0.5,
    }


def value_of(acts: np.ndarray, p: np.ndarray) -> float:
    """Expected value a row of decisions."""
    return -float(np.where(acts, (1 - p) * COSTS["fp"], p * COSTS["fn"]).mean())


def summary(found: list[dict[str, Any] | None]) -> dict[str, Any]:
    """Coverage with its Monte-Carlo error, the bias, and how often an interval was declined."""
    made = [one for one in found if one and "low" in one]
    declined = sum(1 for one in found if one is None or not one["enough"])
    if not made:
        return {"sets": len(found), "declined": declined, "with_interval": 0}
    keys = ("low", "high", "truth", "truth_named", "estimate", "spread")
    get = {key: np.array([one[key] for one in made]) for key in keys}
    inside = (get["low"] <= get["truth"]) & (get["truth"] <= get["high"])
    named = (get["low"] <= get["truth_named"]) & (get["truth_named"] <= get["high"])
    share = float(inside.mean())
    return {
        "sets": len(found), "declined": declined, "no_model": len(found) - declined - len(made),
        "with_interval": len(made), "coverage": share,
        "monte_carlo_error": float(np.sqrt(share * (1 - share) / len(made))),
        "below": float((get["truth"] < get["low"]).mean()), "above": float((get["truth"] > get["high"]).mean()),
        "coverage_named_baseline": float(named.mean()),
        "truth": float(get["truth"].mean()), "bias": float((get["estimate"] - get["truth"]).mean()),
        "sd_of_error": float((get["estimate"] - get["truth"]).std()), "mean_spread": float(get["spread"].mean()),
        "seconds_a_study": float(np.mean([one["seconds"] for one in made])),
    }  # fmt: skip


def null_summary(found: list[dict[str, Any] | None]) -> dict[str, Any]:
    """Shares of recommendations without a model, and of the best trivial policy."""
    made = [one for one in found if one]
    free = float(np.mean([one["free"] for one in made]))
    return {
        "sets": len(found), "refused": len(found) - len(made), "without_model": free,
        "monte_carlo_error": float(np.sqrt(free * (1 - free) / len(made))),
        "best_trivial": float(np.mean([one["best"] for one in made])),
        "seconds_a_study": float(np.mean([one["seconds"] for one in made])),
    }  # fmt: skip


def over_all(cells: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Coverage over all cells, each set counted once."""
    made = [(cell["coverage"], cell["with_interval"]) for cell in cells.values() if cell["with_interval"]]
    sets = sum(count for _, count in made)
    share = sum(coverage * count for coverage, count in made) / sets
    error = float(np.sqrt(share * (1 - share) / sets))
    return {"with_interval": sets, "coverage": share, "monte_carlo_error": error}


def run(part: str, cells: list[tuple[int, float]], sets: int, workers: int) -> None:
    """All sets of all cells; each cell is written as it ends."""
    with ProcessPoolExecutor(workers) as pool:
        for rows, prevalence in cells:
            start = time.time()
            count = sets or (NULL_SETS[rows] if part == "null" else SETS)
            found = list(pool.map(one_set, [(rows, prevalence, seed, part) for seed in range(count)]))
            figures = null_summary(found) if part == "null" else summary(found)
            figures["seconds"] = round(time.time() - start)
            name = f"{rows:,} rows, {prevalence:.0%}"
            print(part, name, json.dumps(figures), flush=True)
            write(part, name, figures)


def write(part: str, name: str, figures: dict[str, Any]) -> None:
    """One cell into the result file, beside what stands there."""
    document = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"money": {}, "null": {}}
    document[part][name] = figures
    if document["money"]:
        document["all"] = over_all(document["money"])
    document["targets"] = {"cell": CELL, "all": ALL, "null": NULL_LEAST}
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{name: metadata.version(name) for name in ("takehome", "numpy", "scikit-learn")}}  # fmt: skip
    RESULTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = []
    for name, cell in document["money"].items():
        met = cell["with_interval"] < FEW or CELL[0] <= cell["coverage"] <= CELL[1]
        share = f"{cell['coverage']:.1%}" if cell["with_interval"] >= FEW else "declined"
        rows.append([name, cell["sets"], cell["declined"], share, f"{cell['monte_carlo_error']:.1%}", met])
    every = document["all"]
    share, met = every["coverage"], ALL[0] <= every["coverage"] <= ALL[1]
    rows.append(["all", every["with_interval"], "", f"{share:.1%}", f"{every['monte_carlo_error']:.1%}", met])
    null = [
        [name, cell["sets"], f"{cell['without_model']:.1%}", f"{cell['best_trivial']:.1%}",
         f"{cell['monte_carlo_error']:.1%}", cell["without_model"] >= NULL_LEAST]
        for name, cell in document["null"].items()
    ]  # fmt: skip
    return "\n\n".join((
        markdown(["rows, positives", "sets", "interval declined", "interval covers", "Monte-Carlo error",
                  f"met ({CELL[0]:.0%} to {CELL[1]:.0%}; all {ALL[0]:.1%} to {ALL[1]:.1%})"], rows),
        markdown(["nothing to find", "sets", "no model recommended", "and the cheaper of nobody and everybody",
                  "Monte-Carlo error", f"met ({NULL_LEAST:.0%} without a model)"], null),
        circumstances(document["run"]),
    ))  # fmt: skip


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="money or null; both by default")
    parser.add_argument("--sets", type=int, default=0)
    parser.add_argument("--cells", default="", help="300:0.1,1000:0.3 …; all nine by default")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    cells = [(int(c.split(":")[0]), float(c.split(":")[1])) for c in asked.cells.split(",") if c]
    for part in asked.parts or ("money", "null"):
        run(part, cells or [(n, q) for n in SIZES for q in PREVALENCES], asked.sets, asked.workers)


if __name__ == "__main__":
    main()
