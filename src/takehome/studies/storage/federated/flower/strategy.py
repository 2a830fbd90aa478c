"""The rounds, as the server drives them: who is asked, what is summed in which order, and when a round does not count.

* *Order*: homes are asked and summed by position in the fleet, whatever order nodes and answers come in; therefore a
  simulation, a deployment and the in-process engine make the same model from the same homes.
* *Quorum*: where fewer homes answered than asked for, the model stays and the round says so. With privacy every round
  counts: one that does not would tell how many answered, which a single home can change.
* *Time to live*: every message has one; a gateway that was switched off costs its round that long, and no longer.
* *Memory*: each round is on disk before the next begins (`history.py`), and a new run goes on from there.

With privacy the updates are clipped once more here (a home's software may be broken or forged), each home counts the
same, the sum is divided by the expected cohort, and the noise is drawn from the operating system. The index then holds
counts in place of positions: who took part is secret too, and the promise rests on it.
"""

from __future__ import annotations

import json
import math
import time
from collections import defaultdict

import numpy as np
from flwr.app import Message, MessageType, RecordDict
from flwr.serverapp import Grid

from takehome.errors import InputError
from takehome.studies.storage.federated.cohort import poisson_cohort
from takehome.studies.storage.federated.flower.history import History
from takehome.studies.storage.federated.flower.node_data import replace_file
from takehome.studies.storage.federated.flower.nodes import Nodes
from takehome.studies.storage.federated.flower.records import GIVEN, ORDER, UPDATE, Order, array_record, arrays_of
from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.summing import allowed, noise_deviation, policy, summed
from takehome.studies.storage.federated.privacy.randomness import SystemDraws
from takehome.studies.storage.federated.task import Arrays, initial

HANDED_OUT = "handed-out.json"
SIDES = 2**53
"""Even parts of the unit interval that a coin is drawn from."""


def run_rounds(grid: Grid, running: Running) -> History:
    """All rounds that are not on disk yet; returns the history, whose last round has the model.

    Raises
    ------
    InputError : too few homes could be reached in time before a round, or what is on disk was changed. Rounds that are
        on disk are not lost: the next run goes on from there.
    """
    history = History(running.out_dir)
    arrays = history.latest() or start(running)
    require_same_noise(history, running)
    nodes = Nodes(grid, running.message_ttl, running.poll_seconds)
    nodes.wait(running.reached, running.wait_seconds)
    while len(history.rounds) < running.rounds:
        arrays = one_round(nodes, arrays, running, history)
        time.sleep(running.pause_seconds)
    hand_out(nodes, policy(history, running), history)
    return history


def hand_out(nodes: Nodes, arrays: Arrays, history: History) -> None:
    """Send the policy to every node that can be reached, and write down how many have it; a new run hands out again."""
    nodes.look()
    content = RecordDict({GIVEN: array_record(arrays)})
    kept, lost = nodes.ask(Message(content, one, MessageType.EVALUATE, ttl=nodes.ttl) for one in list(nodes.homes))
    facts = {"round": len(history.rounds) - 1, "nodes": len(kept), "not reached": len(lost)}
    replace_file(history.folder / HANDED_OUT, json.dumps(facts).encode())


def require_same_noise(history: History, running: Running) -> None:
    """Raise :class:`InputError` where rounds on disk had other noise: the promise covers all rounds of one plan."""
    planned = noise_deviation(running)
    for row in history.ledger.entries:
        if not math.isclose(row.noise_sd, planned, rel_tol=1e-6):
            raise InputError(
                f"round {row.round} on disk with noise of {row.noise_sd:.4g}, and a run that plans {planned:.4g}",
                "the same epsilon, delta, clip, cohort and rounds as before",
                "an empty out-dir for another plan",
            )


def start(running: Running) -> Arrays:
    """What the fleet starts from: the shared arrays alone."""
    everything = initial(running.step, running.seed)
    return {name: everything[name] for name in allowed(running) if name in everything}


def one_round(nodes: Nodes, arrays: Arrays, running: Running, history: History) -> Arrays:
    """Ask, sum, write; the arrays after the round."""
    begun, number = time.monotonic(), len(history.rounds)
    reached = nodes.wait(running.reached, running.wait_seconds)
    wanted = cohort(running, number)
    homes = [position for position in reached if position in wanted]
    updates, lost = asked(nodes, {position: reached[position] for position in homes}, arrays, running, number)
    memory = history.memory()
    found = summed(arrays, updates, running, number, memory)
    answered = [position for position in sorted(updates) if position not in found.left_out]
    enough = bool(answered) and len(answered) >= running.quorum * len(homes)
    changed = enough or running.privacy is not None
    after = found.arrays if changed else arrays
    lost.update({f"home {position}": reason for position, reason in found.left_out.items()})
    history.keep(
        after, cohort=homes, answered=answered, lost=lost, changed=changed, seconds=time.monotonic() - begun,
        book=found.book, named=running.privacy is None or running.simulation,
        memory=found.memory if changed else memory,
    )  # fmt: skip
    return after


def cohort(running: Running, number: int) -> frozenset[int]:
    """Positions that are to take part in a round, each by its own coin, whether they can be reached or not.

    Keyed by seed, round and position; with privacy in a deployment, by the operating system, so that nobody can find
    out afterwards who took part.
    """
    if running.privacy is not None and not running.simulation:
        heads = SystemDraws().below(np.full(running.fleet, SIDES)) < running.cohort * SIDES
        return frozenset(np.flatnonzero(heads).tolist())
    return frozenset(poisson_cohort(running.seed, number, running.fleet, running.cohort).tolist())


def asked(
    nodes: Nodes, reached: dict[int, int], arrays: Arrays, running: Running, number: int
) -> tuple[dict[int, Arrays], dict[str, str]]:
    """Send each node its order and take in the answers.

    Returns
    -------
    Position to what that home sent; node name to the reason why nothing came.
    """
    by_node: dict[int, list[int]] = defaultdict(list)
    for position, node in reached.items():
        by_node[node].append(position)
    given, messages = array_record(arrays), []
    clip = running.clip if running.privacy is not None else 0.0
    for node, homes in sorted(by_node.items(), key=lambda one: one[1]):
        order = Order(number, tuple(homes), running.step, running.seed, clip)
        content = RecordDict({GIVEN: given, ORDER: order.record()})
        messages.append(Message(content, node, MessageType.TRAIN, group_id=str(number), ttl=running.message_ttl))
    replies, lost = nodes.ask(messages)
    updates = {}
    for node, reply in replies.items():
        for position in by_node[node]:
            if (name := f"{UPDATE}{position}") in reply.content.array_records:
                updates[position] = arrays_of(reply.content.array_records[name])
    return dict(sorted(updates.items())), {nodes.names[node]: reason for node, reason in lost.items()}
