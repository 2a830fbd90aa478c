"""One model from the updates of the homes that answered, summed in the order of their positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.ledger import (
    VISITS,
    MayNotLeave,
    Sent,
    Shapes,
    assert_may_leave,
    declared,
    sent,
)
from takehome.studies.storage.federated.privacy.accounting import promise
from takehome.studies.storage.federated.privacy.clipping import enforce, norm
from takehome.studies.storage.federated.privacy.noise import add_noise
from takehome.studies.storage.federated.privacy.randomness import draws
from takehome.studies.storage.federated.strategies import by_expected, by_visits
from takehome.studies.storage.federated.task import PERSONAL, Arrays


@dataclass(frozen=True, eq=False)
class Summed:
    """A round's model, the book of what was sent for it, and homes whose update could not be used, with the reason."""

    arrays: Arrays
    book: tuple[Sent, ...]
    left_out: dict[int, str]


def allowed(running: Running) -> Shapes:
    """Name to shape of what a home may send in this run."""
    step = running.step
    personal = PERSONAL[step.learner] if step.personal else ()
    return declared(step.learner, personal=personal, visits=step.send_visits)


def noise_deviation(running: Running) -> float:
    """Standard deviation of the noise in each entry of the sum over homes; 0 without privacy."""
    terms = running.privacy
    if terms is None:
        return 0.0
    return terms.clip * promise(terms, running.cohort, running.rounds).noise_multiplier


def summed(given: Arrays, updates: Mapping[int, Arrays], running: Running, round_: int) -> Summed:
    """The next model.

    Parameters
    ----------
    given : what the homes started from. updates : position to what that home sent.

    Returns
    -------
    The model, moved by `server_rate` times the mean update: weighted by visits where they were sent, each home the same
    where not, and over the expected cohort and with noise where privacy is promised.
    """
    usable, left_out = _usable(updates, allowed(running))
    if not usable:
        return Summed(given, (), left_out)
    one_way = _plain if running.privacy is None else _private
    after, book = one_way(given, usable, running, round_)
    kept = {name: after[name].astype(one.dtype) if name in after else one for name, one in given.items()}
    return Summed(kept, book, left_out)


def _usable(updates: Mapping[int, Arrays], shapes: Shapes) -> tuple[dict[int, Arrays], dict[int, str]]:
    """Updates in the order of positions; one with a name, shape or number that cannot be summed is left out."""
    usable, left_out = {}, {}
    for position, update in sorted(updates.items()):
        try:
            assert_may_leave(update, shapes)
        except MayNotLeave as refused:
            left_out[position] = refused.saw
            continue
        if absent := sorted(set(shapes) - set(update)):
            left_out[position] = f"without {', '.join(absent)}"
        elif not all(np.isfinite(one).all() for one in update.values()):
            left_out[position] = "a number that is not finite"
        else:
            usable[position] = dict(update)
    return usable, left_out


def _plain(given: Arrays, usable: dict[int, Arrays], running: Running, round_: int) -> tuple[Arrays, tuple[Sent, ...]]:
    """By visits where they were sent, each home the same where not."""
    total: Arrays = {name: np.zeros(one.shape) for name, one in next(iter(usable.values())).items()}
    for update in usable.values():
        for name, one in update.items():
            # visits weigh the rows of a table
            weighted = VISITS in update and name != VISITS
            total[name] += update[VISITS][:, None] * one if weighted else one
    if VISITS in total:
        visits = total.pop(VISITS)
        after = {name: by_visits(given[name], one, visits, running.server_rate) for name, one in total.items()}
    else:
        after = by_expected(given, total, len(usable), running.server_rate)
    lengths = np.array([norm({name: update[name] for name in total}) for update in usable.values()])
    book = sent(
        round_, next(iter(usable.values())), allowed(running), len(usable), norms_before=lengths, norms_after=lengths
    )
    return after, book


def _private(
    given: Arrays, usable: dict[int, Arrays], running: Running, round_: int
) -> tuple[Arrays, tuple[Sent, ...]]:
    """Clipped once more, summed, noised, over the expected cohort."""
    deviation = noise_deviation(running)
    clipped = enforce(list(usable.values()), [str(one) for one in usable], running.clip)
    source = draws(running.simulation, running.seed if running.simulation else None, round_)
    after = by_expected(
        given, add_noise(clipped.total, deviation, source), running.cohort * running.fleet, running.server_rate
    )
    book = sent(
        round_, next(iter(usable.values())), allowed(running), len(usable), norms_before=clipped.norms_before,
        norms_after=clipped.norms_after, noise_sd=deviation,
    )  # fmt: skip
    return after, book
