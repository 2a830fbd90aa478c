"""One model from the updates of the homes that answered, summed in the order of their positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from takehome.studies.storage.federated.deep import server
from takehome.studies.storage.federated.flower.history import History
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

Step = tuple[tuple[Arrays, Arrays], tuple[Sent, ...]]
"""Model and memory after a round, and its book."""


@dataclass(frozen=True, eq=False)
class Summed:
    """A round's model, the book of what was sent for it, and homes whose update could not be used, with the reason.

    memory : what the server keeps for the next round.
    """

    arrays: Arrays
    book: tuple[Sent, ...]
    left_out: dict[int, str]
    memory: Arrays


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


def summed(
    given: Arrays, updates: Mapping[int, Arrays], running: Running, round_: int, memory: Arrays | None = None
) -> Summed:
    """The next model.

    Parameters
    ----------
    given : what the homes started from. updates : position to what that home sent. memory : after the round before.

    Returns
    -------
    The model, moved by `server_rate` times the mean update: weighted by visits where they were sent, each home the same
    where not, and over the expected cohort and with noise where privacy is promised: also where nobody answered, or a
    round without noise would tell that nobody did.
    """
    usable, left_out = _usable(updates, allowed(running))
    if not usable and running.privacy is None:
        return Summed(given, (), left_out, memory or {})
    one_way = _plain if running.privacy is None else _private
    (after, kept), book = one_way(given, usable, running, round_, memory or {})
    arrays = {name: after[name].astype(one.dtype) if name in after else one for name, one in given.items()}
    return Summed(arrays, book, left_out, kept)


def moved(given: Arrays, total: Arrays, homes: float, running: Running, memory: Arrays) -> tuple[Arrays, Arrays]:
    """The model by a sum over so many homes, and what the server keeps: running moments, with a network."""
    if running.step.learner != "deep":
        return by_expected(given, total, homes, running.server_rate), {}
    before = server.blank(given)
    if memory:
        moments = ({name: memory[f"{kind}-{name}"] for name in given} for kind in ("first", "second"))
        before = server.Memory(int(memory["rounds"]), *moments)
    after, now = server.moved(given, {name: one / homes for name, one in total.items()}, before, running.server_rate)
    kept = {"rounds": np.array(now.rounds)}
    for kind, arrays in (("first", now.first), ("second", now.second)):
        kept |= {f"{kind}-{name}": one for name, one in arrays.items()}
    return after, kept


def policy(history: History, running: Running) -> Arrays:
    """What homes are given in the end: the last round's model; with a network, the mean over the last rounds."""
    if running.step.learner == "deep":
        return server.steady([history.arrays(one) for one in history.rounds])
    return history.arrays(history.rounds[-1])


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


def _plain(given: Arrays, usable: dict[int, Arrays], running: Running, round_: int, memory: Arrays) -> Step:
    """By visits where they were sent, each home the same where not."""
    total: Arrays = {name: np.zeros(one.shape) for name, one in next(iter(usable.values())).items()}
    for update in usable.values():
        for name, one in update.items():
            # visits weigh the rows of a table
            weighted = VISITS in update and name != VISITS
            total[name] += update[VISITS][:, None] * one if weighted else one
    if VISITS in total:
        visits = total.pop(VISITS)
        after = {name: by_visits(given[name], one, visits, running.server_rate) for name, one in total.items()}, memory
    else:
        after = moved(given, total, len(usable), running, memory)
    lengths = np.array([norm({name: update[name] for name in total}) for update in usable.values()])
    book = sent(
        round_, next(iter(usable.values())), allowed(running), len(usable), norms_before=lengths, norms_after=lengths
    )
    return after, book


def _private(given: Arrays, usable: dict[int, Arrays], running: Running, round_: int, memory: Arrays) -> Step:
    """Clipped once more, summed, noised, over the expected cohort; noise alone where nobody answered."""
    deviation, shapes = noise_deviation(running), allowed(running)
    clipped = enforce(list(usable.values()), [str(one) for one in usable], running.clip)
    source = draws(running.simulation, running.seed if running.simulation else None, round_)
    total = {name: clipped.total.get(name, np.zeros(given[name].shape)) for name in shapes}
    after = moved(given, add_noise(total, deviation, source), running.cohort * running.fleet, running, memory)
    wire = next(iter(usable.values()), {name: given[name] for name in shapes})
    book = sent(
        round_, wire, shapes, len(usable), norms_before=clipped.norms_before, norms_after=clipped.norms_after,
        noise_sd=deviation,
    )  # fmt: skip
    return after, book
