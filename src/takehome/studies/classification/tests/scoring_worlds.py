"""Tables with holes, categories and awkward names, and studies on them under any model and any policy."""

from dataclasses import replace

import numpy as np
import pandas as pd

import takehome as th
from takehome.studies.classification.calibration import Calibration
from takehome.studies.classification.candidates import AVERAGE, BOOSTED, LOGISTIC
from takehome.studies.classification.predicted import Predicted, calibrated
from takehome.studies.classification.trees import fit_forest

LEVELS = ["red", "blue", "it's", '"quoted"']
BILL = 'odd "name"'
CONSTANT = {"fp": 5, "fn": 40}
OWN = {"fp": "2 + min(abs(`count`), 3) ** 1.5", "fn": f"0.5 * `{BILL}` + 10", "tp": "1", "tn": 0}


def world(rows=260, seed=0, bent=False):
    rng = np.random.default_rng(seed)
    x, bill = rng.normal(size=rows), rng.uniform(5, 90, rows).round(2)
    colour = rng.choice(LEVELS, rows, p=[0.4, 0.3, 0.2, 0.1])
    eta = -1 + 1.5 * x + (colour == "blue") + (2 * (np.abs(x) > 1) if bent else 0)
    y = rng.random(rows) < 1 / (1 + np.exp(-eta))
    count = rng.poisson(2, rows)
    x[rng.random(rows) < 0.1] = np.nan
    shown = np.where(rng.random(rows) < 0.1, None, colour)
    return pd.DataFrame({
        "x": x, BILL: bill, "count": count, "colour": shown, "vip": rng.random(rows) < 0.3,
        "left": np.where(y, "yes", "no"),
    })  # fmt: skip


def fresh(rows=80, seed=9):
    """Rows without a target, some of them strange."""
    made = world(rows, seed).drop(columns="left")
    made.loc[0, "x"], made.loc[1, "x"], made.loc[2, "x"] = np.inf, -1e300, 1e-300
    made.loc[3, "colour"], made.loc[4, "colour"], made.loc[5, "colour"] = "green", "NA", "  blue "
    made.loc[6, BILL] = 1e9
    return made


def fitted(seed=0, rows=260, **options):
    return th.classify(world(rows, seed), "left", **{"fast": True, "costs": CONSTANT, **options})


def models_of(study):
    """Name → a model that may decide: each kind, and both curves of calibration."""
    outcome = study.outcome
    design, folds = outcome.design, outcome.folds
    found = {made.name: made for made in outcome.models}
    X, y, w = design.X[design.train], design.y[design.train].astype(float), design.weights[design.train]
    settings = {"n_estimators": 30, "min_samples_leaf": 3, "n_jobs": 2}
    forest = fit_forest(X, y, w, 0, settings)
    found["forest"] = Predicted("forest", forest, Calibration(), np.tile(forest.predict(design.X), (len(folds), 1)))
    for name, kind in ((LOGISTIC, "sigmoid"), (LOGISTIC, "isotonic"), (BOOSTED, "sigmoid"), ("forest", "isotonic")):
        made = calibrated(found[name], kind, design, folds)
        found[made.name] = made
    assert AVERAGE in found
    return found


def with_model(study, made):
    """The study as it would be had this model been chosen."""
    return replace(study, outcome_=replace(study.outcome, chosen=made), _views={})


def policies_of(study):
    """Action → the priced options as they would be had this one been recommended; those that are shown."""
    made = study.priced
    shown = [i for i, entry in enumerate(made.options.ledger.entries) if entry.shown]
    return {made.name(i): replace(made, action=i) for i in shown}


def plain_rows(frame):
    """The rows as a service has them."""
    return [{k: None if v is None or v != v else v for k, v in row.items()} for row in frame.to_dict("records")]
