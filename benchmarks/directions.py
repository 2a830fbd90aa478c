"""How often is a direction called right? Many worlds with planted effects, and what the study says of each feature.

``python -m benchmarks.directions [verdicts|whole] [--sets N]`` writes ``benchmarks/results/directions.json``.

*verdicts*: 300 to 10,000 rows, 3 to 30 % positives. Seven features: three with an effect (straight, saturating, a step,
a U, or one level of a category), three of pure noise (one with heavy tails), and the shadow of an effect (correlation
0.8, no effect of its own). An effect's size is counted in *oracle* standard errors: the planted coefficient over its
standard error in the world's own information matrix, true probabilities and true shapes known. The instrument pays
more, since it knows neither. The model that decides is the plain logistic regression.
*whole*: the whole study (``fast=True``), which may choose boosting, on 1,000 rows; here a model that goes the other way
takes the direction back.

Estimands: the sign of the planted effect; and of each interval, the average change in probability over fresh rows of
the world. A true effect of exactly 3 standard errors cannot be called in 97 % by any test that calls noise in 2 %: such
a test has a power of 75 % there (Neyman & Pearson 1933). What is held to 97 % are effects that are *seen* at 3 or more
of their own standard errors; what planted ones of every size get is in the same file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.tables import circumstances, markdown
from scipy.optimize import brentq
from scipy.special import expit
from threadpoolctl import threadpool_limits

RESULTS = Path(__file__).parent / "results" / "directions.json"
CELLS = [(rows, prevalence) for rows in (300, 1_000, 10_000) for prevalence in (0.03, 0.1, 0.3)]
SETS = {300: 1_000, 1_000: 1_000, 10_000: 300}
WHOLE_SETS, WHOLE_ROWS = 200, 1_000
SIZES = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
BINS = ((0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 8), (8, np.inf))
LARGEST = 1.5
"""No planted coefficient of log odds is larger, per standard deviation: beyond, a few positives are separable."""

FRESH = 4_000
TARGETS = {
    "seen at 3 standard errors or more, called right": (0.97, 1.0),
    "wrong sign, any size": (0.0, 0.01),
    "noise flat or undetermined": (0.98, 1.0),
    "U of 5 standard errors or more, called monotone": (0.0, 0.01),
}

SHAPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "straight": lambda u: u,
    "saturating": lambda u: np.tanh(1.2 * (u + 0.6)),
    "step": lambda u: (u > 0.3).astype(float),
    "U": lambda u: u**2,
    "category": lambda u: ((u > 0.25) & (u <= 1.0)).astype(float),
}
EFFECTS = tuple(SHAPES)
ONE_WAY = ("straight", "saturating", "step", "category")
_MOMENTS = {}
_DRAWN = np.random.default_rng(1).normal(size=200_000)
for _name, _shape in SHAPES.items():
    _MOMENTS[_name] = float(_shape(_DRAWN).mean()), float(_shape(_DRAWN).std())


class World:
    """Features, what they do to the log odds, and rows.

    Attributes
    ----------
    kinds : of each feature, a shape, ``"noise"``, ``"heavy noise"`` or ``"shadow"``. signs : +1, −1 or 0.
    latent : (n, 7) normal; a feature is a function of its own column. sizes : planted effect in oracle standard errors.
    """

    def __init__(self, seed: int, rows: int, prevalence: float) -> None:
        rng = np.random.default_rng([seed, rows, round(1000 * prevalence)])
        real = [str(name) for name in rng.choice(EFFECTS, 3, replace=False)]
        kinds = [*real, "noise", "noise", "heavy noise"]
        rng.shuffle(kinds)
        self.kinds = [*kinds, "shadow"]
        self.signs = np.array([rng.choice([-1, 1]) if kind in EFFECTS else 0 for kind in self.kinds])
        self._target = kinds.index(real[0])
        self.latent = self._drawn(rng, rows)
        wanted = rng.choice(SIZES) * self.signs
        self.coef, self.level, self.sizes = self._planted(wanted, prevalence)
        self.y = (rng.random(rows) < expit(self.level + self._eta(self.latent))).astype(float)
        self._fresh = self._drawn(rng, FRESH)

    def _drawn(self, rng: np.random.Generator, rows: int) -> np.ndarray:
        count = len(self.kinds) - 1
        spread = 0.5 ** np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
        z = rng.normal(size=(rows, count)) @ np.linalg.cholesky(spread).T
        return np.column_stack([z, 0.8 * z[:, self._target] + 0.6 * rng.normal(size=rows)])

    def _columns(self, latent: np.ndarray) -> np.ndarray:
        made = latent.copy()
        for j, kind in enumerate(self.kinds):
            if kind in SHAPES:
                mean, spread = _MOMENTS[kind]
                made[:, j] = (SHAPES[kind](latent[:, j]) - mean) / spread
        return made

    def _eta(self, latent: np.ndarray) -> np.ndarray:
        return self._columns(latent) @ self.coef

    def _planted(self, wanted: np.ndarray, prevalence: float) -> tuple[np.ndarray, float, np.ndarray]:
        """Coefficients of about the wanted sizes, the intercept, and the sizes that they have."""
        columns = self._columns(self.latent)
        D = np.column_stack([np.ones(len(columns)), columns])
        self.coef = np.zeros(len(self.kinds))
        error = np.ones(len(self.kinds))
        for _ in range(4):
            eta = columns @ self.coef
            level = float(brentq(lambda a, eta=eta: float(expit(a + eta).mean()) - prevalence, -60, 60))
            p = expit(level + eta)
            error = np.sqrt(np.diag(np.linalg.inv((D * (p * (1 - p))[:, None]).T @ D + 1e-9 * np.eye(D.shape[1])))[1:])
            size = np.abs(self.coef) / error
            self.coef = np.clip(wanted * error, -LARGEST, LARGEST)
        eta = columns @ self.coef
        level = float(brentq(lambda a: float(expit(a + eta).mean()) - prevalence, -60, 60))
        p = expit(level + eta)
        error = np.sqrt(np.diag(np.linalg.inv((D * (p * (1 - p))[:, None]).T @ D + 1e-9 * np.eye(D.shape[1])))[1:])
        size = np.abs(self.coef) / error
        return self.coef, level, size

    def table(self) -> dict[str, Any]:
        """The columns that the study gets."""
        made: dict[str, Any] = {}
        for j, kind in enumerate(self.kinds):
            u = self.latent[:, j]
            made[f"x{j}"] = np.exp(1.5 * u) if kind == "heavy noise" else u
            if kind == "category":
                made[f"x{j}"] = np.where(u > 1.0, "high", np.where(u > 0.25, "middle", "low")).astype(object)
        return {**made, "y": self.y}

    def change(self, j: int, start: float, stop: float) -> float:
        """The true average change, in percentage points, of feature j moved from start to stop."""
        sides = []
        for value in (start, stop):
            latent = self._fresh.copy()
            latent[:, j] = value
            sides.append(float(expit(self.level + self._eta(latent)).mean()))
        return 100 * (sides[1] - sides[0])


LEVELS = {"low": -1.0, "middle": 0.5, "high": 2.0}
"""A latent value inside each level of a category."""


def verdicts_of(world: World, made: Any) -> list[dict[str, Any]]:
    """What the study says of each feature, beside what is true."""
    columns, found = made.outcome.design.columns, []
    for one in made.features:
        j = int(one.feature[1:])
        kind, sign, contrast = world.kinds[j], int(world.signs[j]), one.main.contrast
        start, stop, right_level = contrast.start, contrast.stop, True
        if kind == "category":
            column = columns[contrast.indicator]
            start, stop = LEVELS[column.reference], LEVELS[column.level]
            right_level = column.level == "middle"
        elif kind == "heavy noise":
            start, stop = 0.0, 0.0
        truth = world.change(j, start, stop)
        interval = one.main.interval
        found.append({
            "kind": kind, "sign": sign, "size": float(world.sizes[j]), "said": one.direction.value,
            "z": abs(contrast.z), "right_level": right_level, "covered": interval.low <= truth <= interval.high,
            "contradicted": one.contradicted,
        })  # fmt: skip
    return found


def one_set(cell: tuple[int, float, int]) -> list[dict[str, Any]]:
    """One world, explained with the plain logistic regression as the model that decides."""
    from takehome.studies.classification.calibration import Calibration
    from takehome.studies.classification.candidates import LOGISTIC
    from takehome.studies.classification.explained import explain
    from takehome.studies.classification.linear import fit_logistic
    from takehome.studies.classification.outcome import Outcome
    from takehome.studies.classification.predicted import Predicted
    from takehome.studies.classification.prepare import prepare
    from takehome.table import read

    rows, prevalence, seed = cell
    world = World(seed, rows, prevalence)
    if min(world.y.sum(), rows - world.y.sum()) < 2:
        return []
    table = read(world.table())
    with threadpool_limits(1):
        design = prepare(table, "y", np.ones(rows, bool), positive=1)
        model = fit_logistic(design.X, design.y.astype(float), design.weights)
        plain = Predicted(LOGISTIC, model, Calibration(), model.predict(design.X)[None])
        folds = (np.arange(rows) % 5)[None]
        outcome = Outcome(
            table=table, design=design, models=(plain,), baseline=plain, chosen=plain, nested=plain.unseen, folds=folds,
            ladder=(), data_findings=(), seed=seed, confidence_level=0.95,
        )  # fmt: skip
        made = explain(outcome)
    return verdicts_of(world, made)


def one_whole(cell: tuple[int, float, int]) -> list[dict[str, Any]]:
    """One world and the whole study, which chooses its model."""
    import takehome as th
    from takehome.errors import InputError
    from takehome.studies.classification.explained import explain

    rows, prevalence, seed = cell
    world = World(10_000 + seed, rows, prevalence)
    with threadpool_limits(1):
        try:
            study = th.classify(world.table(), "y", positive=1, fast=True, seed=seed)
        except InputError:
            return []
        # the study orders its rows by their content; the world's truth does not depend on the order
        return verdicts_of(world, explain(study.outcome))


def share(values: Iterable[bool]) -> dict[str, float]:
    """A share with its Monte-Carlo standard error, and of how many."""
    seen = np.array(list(values), float)
    if not len(seen):
        return {"of": 0}
    mean = float(seen.mean())
    return {"share": mean, "monte_carlo_error": float(np.sqrt(mean * (1 - mean) / len(seen))), "of": len(seen)}


def is_right(one: dict[str, Any]) -> bool:
    """Whether a one-way effect is called the way it goes."""
    return one["said"] == ("increasing" if one["sign"] > 0 else "decreasing") and one["right_level"]


def is_wrong(one: dict[str, Any]) -> bool:
    """Whether a one-way effect is called the opposite way."""
    return one["said"] == ("decreasing" if one["sign"] > 0 else "increasing") and one["right_level"]


def summary(found: list[dict[str, Any]]) -> dict[str, Any]:
    """All figures of some sets."""
    one_way = [one for one in found if one["kind"] in ONE_WAY]
    noise = [one for one in found if one["sign"] == 0]
    bent = [one for one in found if one["kind"] == "U" and one["size"] >= 5]
    monotone = ("increasing", "decreasing")
    figures: dict[str, Any] = {
        "seen at 3 standard errors or more, called right": share(is_right(one) for one in one_way if one["z"] >= 3),
        "seen at 3 or more, noise among them, called right": share(
            is_right(one) for one in [*one_way, *noise] if one["z"] >= 3
        ),
        "wrong sign, any size": share(is_wrong(one) for one in one_way),
        "noise flat or undetermined": share(one["said"] in ("flat", "undetermined") for one in noise),
        "noise shown to be flat": share(one["said"] == "flat" for one in noise),
        "U of 5 standard errors or more, called monotone": share(one["said"] in monotone for one in bent),
        "U of 5 standard errors or more, called non-monotone": share(one["said"] == "non-monotone" for one in bent),
        "interval holds the true change, effects": share(one["covered"] for one in one_way),
        "interval holds the true change, noise": share(one["covered"] for one in noise),
        "taken back, because the model goes the other way": share(one["contradicted"] for one in found),
    }
    figures["seen at 3 or more, by kind"] = {
        kind: share(is_right(one) for one in one_way if one["kind"] == kind and one["z"] >= 3) for kind in ONE_WAY
    }
    figures["noise by kind"] = {
        kind: share(one["said"] in ("flat", "undetermined") for one in noise if one["kind"] == kind)
        for kind in ("noise", "heavy noise", "shadow")
    }
    figures["planted"] = _planted(found)
    return figures


def _planted(found: list[dict[str, Any]]) -> dict[str, Any]:
    """What is said of planted effects, by kind and by their size in oracle standard errors."""
    told: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for one in found:
        if one["sign"]:
            low, high = next(ends for ends in BINS if ends[0] <= one["size"] < ends[1])
            said = one["said"]
            if one["kind"] in ONE_WAY:
                said = "right" if is_right(one) else "wrong sign" if is_wrong(one) else said
                said = "another level" if said in ("increasing", "decreasing") else said
            told[one["kind"]][f"{low} to {high}"][said] += 1
    return {
        kind: {size: {"of": sum(said.values()), **dict(said.most_common())} for size, said in sorted(sizes.items())}
        for kind, sizes in told.items()
    }


def verdicts(pool: ProcessPoolExecutor, sets: int) -> dict[str, Any]:
    """All cells."""
    document: dict[str, Any] = {"sets": {}}
    everything: list[dict[str, Any]] = []
    for rows, prevalence in CELLS:
        count, started = sets or SETS[rows], time.time()
        found = [one for made in pool.map(one_set, [(rows, prevalence, s) for s in range(count)]) for one in made]
        everything += found
        name = f"{rows:,} rows, {prevalence:.0%}"
        document["sets"][name], document[name] = count, summary(found)
        print(name, f"{time.time() - started:.0f} s", json.dumps(_headline(document[name])), flush=True)
    return {**document, "all": summary(everything)}


def whole(pool: ProcessPoolExecutor, sets: int) -> dict[str, Any]:
    """The whole study at one size."""
    cells = [(WHOLE_ROWS, prevalence, s) for prevalence in (0.1, 0.3) for s in range((sets or WHOLE_SETS) // 2)]
    found = [one for made in pool.map(one_whole, cells) for one in made]
    return {"sets": len(cells), "all": summary(found)}


def _headline(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: round(figures[name].get("share", float("nan")), 4) for name in (*TARGETS, *_ALSO)}


_ALSO = ("U of 5 standard errors or more, called non-monotone", "interval holds the true change, effects",
         "interval holds the true change, noise", "taken back, because the model goes the other way")  # fmt: skip
PARTS: dict[str, Callable[[ProcessPoolExecutor, int], dict[str, Any]]] = {"verdicts": verdicts, "whole": whole}


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=" or ".join(PARTS))
    parser.add_argument("--sets", type=int, default=0, help="fewer sets, for a first look")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with ProcessPoolExecutor(asked.workers) as pool:
        for name in asked.parts or PARTS:
            started = time.time()
            figures = PARTS[name](pool, asked.sets)
            figures["met"] = {
                target: bool(low <= figures["all"][target].get("share", low) <= high)
                for target, (low, high) in TARGETS.items()
            }
            figures["run"] = {"seconds": round(time.time() - started), **_machine()}
            print(json.dumps({"headline": _headline(figures["all"]), "met": figures["met"]}, indent=1), flush=True)
            results = {**results, "targets": TARGETS, name: figures}
            if not asked.sets:
                RESULTS.parent.mkdir(exist_ok=True)
                RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    parts = []
    for part, about in (("verdicts", "the plain model"), ("whole", "the whole study")):
        figures, rows = document[part], []
        for target, (low, high) in document["targets"].items():
            found = figures["all"][target]
            promised = f"{low:.0%} or more" if high == 1 else f"{high:.0%} or less"
            rows.append([target, found["of"], f"{found['share']:.1%}", f"{found['monte_carlo_error']:.1%}", promised,
                         figures["met"][target]])  # fmt: skip
        headings = [f"directions, {about}", "effects", "measured", "Monte-Carlo error", "promised", "met"]
        parts += [markdown(headings, rows), circumstances(figures["run"])]
    return "\n\n".join(parts)


def _machine() -> dict[str, str]:
    return {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("takehome", "numpy", "scipy", "scikit-learn")}}  # fmt: skip


if __name__ == "__main__":
    main()
