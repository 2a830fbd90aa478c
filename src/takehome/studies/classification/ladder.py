r"""Which model: the simplest whose log loss on rows not seen is about as good as the best one's.

Theory
------
The log loss is proper: the truth has the least of it, whatever the costs are, so the choice holds under other prices
(Gneiting & Raftery 2007, *JASA* 102). Against the best candidate, a simpler one has the paired difference
:math:`\bar d \pm \mathrm{SE}` over rows. It is preferred where :math:`\bar d \le \frac12 \mathrm{SE}`: the rule of one
standard error (Breiman et al. 1984, §3.4.3), with half of one, which cost least in money (decision 0006). That features
help at all must be shown: *no features* is left only for a model that is better by `PROOF` standard errors, a one-sided
5 %. Choosing by money instead was tried: money at one cut is so noisy that the choice loses more than it gains, and its
own estimate is then too high.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.classification.calibration import EDGE
from takehome.studies.classification.candidates import NO_FEATURES
from takehome.studies.classification.predicted import Predicted
from takehome.studies.classification.prepare import Design
from takehome.units import format_number

NOISE = 0.5
"""Standard errors that a simpler model may lie behind the best one."""

PROOF = 1.64
"""Standard errors by which the best model must lead the average before features are used at all."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One candidate.

    Attributes
    ----------
    log_loss : per row, on training rows by models that had not seen them.
    behind, behind_se : how much more than the best, paired by row, and its standard error.
    chooses : whether it could have been chosen.
    verdict : why it was or was not, as a sentence with its numbers.
    """

    name: str
    log_loss: float
    behind: float
    behind_se: float
    chooses: bool
    chosen: bool
    verdict: str


def log_losses(p: np.ndarray, y: np.ndarray) -> np.ndarray:
    """−log of the probability given to what happened, (..., n)."""
    p = np.clip(p, EDGE, 1 - EDGE)
    return -np.where(y == 1, np.log(p), np.log1p(-p))


def climb(tried: list[Predicted], chooses: list[bool], design: Design) -> tuple[int, tuple[Rung, ...]]:
    """Choose among candidates in order of simplicity.

    Returns
    -------
    (chosen, rungs) : the position of the chosen candidate, and every candidate with its verdict.
    """
    losses = training_losses(tried, design)
    chosen, best, noise = _choice(losses, design.blocks[design.train], tried, chooses)
    means, behind = losses.mean(axis=1), (losses - losses[best]).mean(axis=1)
    rungs = tuple(
        Rung(
            made.name, float(means[i]), float(behind[i]), float(noise[i] / _slack(made)), bool(chooses[i]), i == chosen,
            _verdict(i, chosen, best, means, behind[i], noise[i], tried),
        )
        for i, made in enumerate(tried)
    )  # fmt: skip
    return chosen, rungs


def nested_choice(tried: list[Predicted], chooses: list[bool], design: Design, folds: np.ndarray) -> np.ndarray:
    """Probabilities (repeats, n) of the model that would be chosen without the row's fold.

    A model that was chosen on all rows looks better on them than it is; chosen anew without each fold it does not
    (Varma & Simon 2006, *BMC Bioinformatics* 7:91). Hold-out rows have the model chosen on all training rows.
    """
    losses, blocks, train = training_losses(tried, design), design.blocks[design.train], design.train
    found = tried[_choice(losses, blocks, tried, chooses)[0]].unseen.copy()
    for r, fold in enumerate(folds):
        for k in range(int(fold.max()) + 1):
            kept = fold[train] != k
            chosen = _choice(losses[:, kept], blocks[kept], tried, chooses)[0]
            found[r, fold == k] = tried[chosen].unseen[r, fold == k]
    return found


def training_losses(tried: list[Predicted], design: Design) -> np.ndarray:
    """Weighted log loss (candidates, training rows), averaged over the repeats."""
    train, weights = design.train, design.weights[design.train]
    y = design.y[train]
    return np.array([log_losses(made.unseen[:, train], y).mean(axis=0) * weights for made in tried])


def _choice(
    losses: np.ndarray, blocks: np.ndarray, tried: list[Predicted], chooses: list[bool]
) -> tuple[int, int, np.ndarray]:
    """Positions of the chosen and of the best candidate, and the noise within which each counts as good as the best."""
    means = losses.mean(axis=1)
    able = np.flatnonzero(chooses)
    best = int(able[np.argmin(means[able])])
    noise = _standard_errors(losses - losses[best], blocks) * [_slack(made) for made in tried]
    chosen = next(int(i) for i in able if means[i] - means[best] <= noise[i])
    return chosen, best, noise


def _slack(made: Predicted) -> float:
    """How many standard errors a candidate may lie behind the best."""
    return PROOF if made.name == NO_FEATURES else NOISE


def _standard_errors(behind: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """Standard errors (candidates,) of the mean differences, whole blocks together."""
    names, block = np.unique(blocks, return_inverse=True)
    centred = behind - behind.mean(axis=1, keepdims=True)
    if len(names) < len(blocks):
        centred = np.array([np.bincount(block, weights=row) for row in centred])
    return np.sqrt((centred**2).sum(axis=1)) / behind.shape[1]


def _verdict(
    i: int, chosen: int, best: int, means: np.ndarray, behind: float, noise: float, tried: list[Predicted]
) -> str:
    loss = f"log loss {format_number(means[i])} a row"
    margin = f"{format_number(behind)} behind the best, '{tried[best].name}'"
    if i == chosen == best:
        return f"Chosen: the least {loss}."
    if i == chosen:
        return f"Chosen: {loss}, {margin}, which is within the noise ({format_number(noise)}), and simpler."
    if i == best:
        return f"The least {loss}, but '{tried[chosen].name}' is simpler and about as good."
    told = "more than the noise" if behind > noise else "within the noise"
    return f"{loss[:1].upper()}{loss[1:]}, {margin}: {told} ({format_number(noise)})."
