"""Counts, rates and scores of decisions and probabilities, all with intervals, all at the same cut in one table."""

from __future__ import annotations

import numpy as np

from takehome.stats.conformal import wilson_interval
from takehome.studies.classification.judged import Judged
from takehome.studies.classification.ladder import log_losses


def accuracy_at(acts: np.ndarray, rows: Judged, confidence_level: float) -> dict[str, float]:
    """The confusion matrix of decisions (repeats, m), averaged over repeats, and the rates that follow from it.

    Returns
    -------
    tn, fp, fn, tp : weighted counts. accuracy, accuracy_majority, precision, recall with ``_low`` and ``_high``
    (Wilson's interval on the counted rows).
    """
    share, positive, weights = acts.mean(axis=0), rows.y == 1, rows.weights
    tp, fp = float((share * positive * weights).sum()), float((share * ~positive * weights).sum())
    fn, tn = float(((1 - share) * positive * weights).sum()), float(((1 - share) * ~positive * weights).sum())
    total = tp + fp + fn + tn
    hits, misses = float((share * positive).sum()), float(((1 - share) * positive).sum())
    acted = float(share.sum())
    found = {"tn": tn, "fp": fp, "fn": fn, "tp": tp, "accuracy": (tp + tn) / total,
             "accuracy_majority": max(tp + fn, fp + tn) / total}  # fmt: skip
    rates = {
        "recall": (tp, tp + fn, hits, hits + misses),
        "precision": (tp, tp + fp, hits, acted),
    }
    for name, (good, of, counted, trials) in rates.items():
        found[name] = good / of if of > 0 else float("nan")
        low, high = wilson_interval(round(counted), max(round(trials), round(counted)), confidence_level)
        found[f"{name}_low"], found[f"{name}_high"] = low, high
    right = float((np.where(positive, share, 1 - share)).sum())
    found["accuracy_low"], found["accuracy_high"] = wilson_interval(round(right), len(share), confidence_level)
    return found


def probability_scores(p: np.ndarray, rows: Judged) -> dict[str, float]:
    """Scores of probabilities (repeats, m) that need no cut, averaged over repeats."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    y, weights = rows.y, rows.weights
    both = 0 < rows.positives < len(y)
    return {
        "pr_auc": float(np.mean([average_precision_score(y, q, sample_weight=weights) for q in p]))
        if both
        else float("nan"),
        "roc_auc": float(np.mean([roc_auc_score(y, q, sample_weight=weights) for q in p])) if both else float("nan"),
        "brier": float(np.average(((p - y) ** 2).mean(axis=0), weights=weights)),
        "log_loss": float(np.average(log_losses(p, y).mean(axis=0), weights=weights)),
    }


def count_words(value: float) -> str:
    """A count that may be an average over repeats: ``"27"``, ``"27.5"``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
