r"""Negative transfer: when what the source taught does harm, and the fallback that the home decides by itself.

*Theory.* Transfer is negative where the target does worse with it than without (Pan & Yang 2010, *IEEE Trans. Knowledge
and Data Engineering* 22:1345). A home can see it in its own data: its local days are divided into parts, each is held
out once, both ways to start learn from the others and are replayed on the held-out days (cross-validation, Stone 1974,
*JRSS B* 36:111; a battery moves no price and no load, so a replay is exact). The way that saved more is taken, and
learns from all local days. On the first days nothing can be
held out: the transferred policy runs in the shadow, on paper alone, which costs little and risks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from takehome.studies.storage.homes.homes import HOURS, Homes
from takehome.studies.storage.transfer.learner import SCRATCH, Learner
from takehome.studies.storage.transfer.windows import STACKED

FOLDS = 3
"""Parts into which the local days are divided, each held out once."""
SHADOW_DAYS = 3
"""Local days before which nothing is decided: what one day teaches says little about what two will."""
REPLAYED_DAYS = 10
"""Held-out days are replayed over and over for so long, so that what is left in the store counts for little."""
MARGIN, MARGIN_DAYS = 0.1, 0.5
"""Transfer is kept only where it saved more by the share `MARGIN` + `MARGIN_DAYS` / local days: scratch will learn from
all days, and here it could not, which matters most while there are few."""
TINY = 1e-12
"""Equal replays fall back, two that save nothing among them."""


def guarded(
    homes: Homes, learner: Learner, choice: str, saved: Mapping[str, np.ndarray], days: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(money (N, D), went back to scratch (N, D)) of the way with the fallback."""
    chose = np.column_stack([falls_back(homes, learner, choice, day) for day in days])
    return np.where(chose, saved[SCRATCH], saved[choice]), chose


def falls_back(homes: Homes, learner: Learner, choice: str, days: int) -> np.ndarray:
    """(N,) whether transfer did not do better by the margin on the held-out local days; True with too few of them."""
    if days < SHADOW_DAYS:
        return np.ones(len(homes), bool)
    alone, carried = np.zeros(len(homes)), np.zeros(len(homes))
    for held in np.array_split(np.arange(days), FOLDS):
        fold = held_out(homes, days, held)
        alone += len(held) * learner.scratch(fold)
        carried += len(held) * learner.transferred(fold, choice)
    margin = MARGIN + MARGIN_DAYS / days
    return carried - alone < margin * np.maximum(np.abs(alone), np.abs(carried)) + TINY


def held_out(homes: Homes, days: int, held: np.ndarray) -> Homes:
    """The stretches with the other local days to learn from, and the held-out ones, over and over, to be judged on.

    The columns are as many whatever is held out (the first day stands in before what is learned from), so that
    programs compiled for one fold serve all.

    Parameters
    ----------
    held : positions of the held-out ones among the last `days` days before the judged hours.
    """
    before = homes.judged - days * HOURS
    hours = before + np.arange(days * HOURS).reshape(days, HOURS)
    taught = np.delete(hours, held, axis=0).ravel()
    stand_in = np.resize(np.arange(HOURS), homes.judged - before - len(taught))
    replayed = np.resize(hours[held].ravel(), REPLAYED_DAYS * HOURS)
    order = np.concatenate([stand_in, np.arange(before), taught, replayed])
    cut = {name: getattr(homes, name)[:, order] for name in STACKED}
    begins = np.full(len(homes), homes.judged - len(taught), np.int64)
    return replace(homes, **cut, begins=begins)
