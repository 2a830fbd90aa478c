"""The chosen partition and its rivals, each refitted in every draw of one bootstrap: what money is counted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from takehome.studies.segmentation.frozen import NOISE
from takehome.studies.segmentation.partition.assigners import Assigner, Centres
from takehome.studies.segmentation.partition.choice import Choice
from takehome.studies.segmentation.partition.stability import Replicates, drawn_weights, replicate
from takehome.studies.segmentation.partition.votes import tally

REPLICATES, FAST_REPLICATES = 200, 60
REPLICATES_OF_MANY = 50
MANY_ROWS = 20_000
MOST_RIVALS = 2


@dataclass(frozen=True)
class Refitted:
    """One partition of all rows of the table, strangers by their own numbers, and the same in every draw.

    Attributes
    ----------
    k : number of segments. labels : (n,). replicates : weights and labels (B, n), stability by segment.
    """

    k: int
    labels: np.ndarray
    replicates: Replicates


def refitted(
    Z: np.ndarray, labels: np.ndarray, choice: Choice, assigner: Assigner, seed: int, fast: bool
) -> tuple[tuple[Refitted, ...], int]:
    """The chosen partition and its rivals by rising K, and the position of the chosen one.

    Parameters
    ----------
    Z : (n, q) scaled rows of the whole table. labels : (n,) as the frozen judge gives them.
    assigner : the rule behind `labels`.
    """
    rng = np.random.default_rng([seed, 23])
    count = REPLICATES_OF_MANY if len(Z) > MANY_ROWS else FAST_REPLICATES if fast else REPLICATES
    weights = drawn_weights(len(Z), count, rng)
    rivals = [] if choice.k == 1 else _rivals(choice)
    rules: dict[int, Assigner] = {k: Centres(choice.sweep.fits[k].centres) for k in rivals}
    rules[assigner.k] = assigner
    made = tuple(_refitted(Z, labels, rules[k], k == assigner.k, weights, rng) for k in sorted(rules))
    return made, sorted(rules).index(assigner.k)


def _rivals(choice: Choice) -> list[int]:
    """The number below the chosen one, and the other number that most indices vote for."""
    voted = tally(choice.cast, choice.sweep.k_values)
    wanted = [choice.k - 1, *voted]
    return [k for k in dict.fromkeys(wanted) if k >= 2 and k != choice.k and k in choice.sweep.fits][:MOST_RIVALS]


def _refitted(
    Z: np.ndarray, labels: np.ndarray, rule: Assigner, chosen: bool, weights: np.ndarray, rng: np.random.Generator
) -> Refitted:
    people = labels >= NOISE
    own = np.where(labels >= 0, labels, rule.labels(Z)) if chosen else rule.labels(Z)
    made = replicate(Z[people], own[people], rule, weights[:, people], rng)
    drawn = np.tile(labels.astype(np.int16), (len(weights), 1))
    member = labels >= 0
    drawn[:, member] = made.labels[:, member[people]]
    reference = np.where(member, own, labels)
    return Refitted(rule.k, reference, Replicates(weights, drawn, made.jaccard))
