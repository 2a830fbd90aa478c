r"""Double deep Q-learning, environment and training in one compiled program.

Van Hasselt, Guez & Silver (2016, *Deep reinforcement learning with double Q-learning*): with online parameters θ and
slowly following ones θ⁻,

.. math:: y = r + \gamma\, Q_{\theta^-}\bigl(s', \arg\max_{a} Q_\theta(s', a)\bigr),

and θ descends the Huber loss of :math:`Q_\theta(s, a) - y` by Adam. **This uses the known dynamics of the battery;
prices are replayed history.** Prices do not react to the battery, so the history itself is the replay memory: each
transition starts at a random time of it, at a random charge, with a random action (exploring starts, Sutton & Barto
2018, section 5.3), and the environment is stepped afresh: that action once, then greedily, so that *r* is the
discounted sum of several steps (section 7.1 there) and no step is off-policy. Nothing of the market is modelled.

Values are learned over the value of what is stored at last week's average price :math:`m_t`, which changes no choice
(potential-based shaping, Ng, Harada & Russell 1999), and in units of last week's deviation :math:`s_t` times the
energy of a step, so that dear and cheap years teach alike: with :math:`\Phi_t(\ell)` the value stored,
:math:`s_t\,q_t = r + \gamma\,(\Phi_{t+1} + s_{t+1}\, q_{t+1}) - \Phi_t`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from takehome.studies.storage.deep.available import require
from takehome.studies.storage.deep.environment import Dynamics, Market, dynamics, step
from takehome.studies.storage.deep.features import observe
from takehome.studies.storage.deep.network import ACTIONS, Parameters, initial, values
from takehome.studies.storage.deep.settings import Settings
from takehome.studies.storage.lattice import Lattice
from takehome.studies.storage.market.prices import Prices

UNROLLED = 4
"""Gradient steps that the compiler sees as one piece; more make it slower to compile, not faster to run."""
OPTIONS: dict[str, str | bool] = {"xla_cpu_multi_thread_eigen": False}
"""Matrices of 64 × 64 are too small to share between threads, and one thread adds in one order."""


class History(NamedTuple):
    """What is replayed: (T, observed) features and (T,) prices, level values and scales, of which T − 1 steps start."""

    market: Any
    prices: Market
    level_value: Any
    scale: Any


def history(lattice: Lattice, prices: Prices) -> History:
    """The history of a market as arrays of float32."""
    seen = observe(prices)
    battery = dynamics(lattice)
    may_sell = np.ones(len(prices), bool) if lattice.battery.sell_below_zero else prices.values >= 0
    money = [np.asarray(column, np.float32) for column in (prices.buy, prices.sell)]
    worth = seen.centre * np.sqrt(battery.bought * battery.sold)
    energy = battery.up * battery.bought
    return History(seen.market, Market(money[0], money[1], may_sell), worth.astype(np.float32),
                   (seen.scale * energy).astype(np.float32))  # fmt: skip


def targets(battery: Dynamics, past: History, discount: float, network: Parameters, slow: Parameters,
            drawn: tuple[Any, Any, Any], ahead: int = 1) -> Any:  # fmt: skip
    """(n,) what each transition drawn (time, level, action), followed for `ahead` steps, says its value should be."""
    import jax
    import jax.numpy as jnp

    start = drawn[0]

    def follow(state: Any, _: Any) -> tuple[Any, None]:
        time, level, action, weight, gain = state
        after, money = step(battery, level, action, Market(*(column[time] for column in past.prices)))
        shaped = money + discount * past.level_value[time + 1] * after - past.level_value[time] * level
        best = values(network, past.market[time + 1], after / battery.top).argmax(axis=1)
        return (time + 1, after, best, weight * discount, gain + weight * shaped), None

    begin = (*drawn, jnp.float32(1), jnp.zeros(start.shape))
    (time, level, best, weight, gain), _ = jax.lax.scan(follow, begin, length=ahead)
    later = of_action(values(slow, past.market[time], level / battery.top), best)
    return (gain + weight * past.scale[time] * later) / past.scale[start]


def train(battery: Dynamics, settings: Settings, discount: float, past: History, key: Any) -> tuple[Any, Any]:
    """Snapshots of θ⁻ (each array with a leading axis of `kept`) and the mean loss before each; pure.

    `battery`, `settings` and `discount` are fixed when compiled.
    """
    import jax
    import optax

    part = settings.steps // settings.kept
    adam = optax.adam(optax.cosine_decay_schedule(settings.rate, part * settings.kept))

    def loss(network: Parameters, slow: Parameters, drawn: tuple[Any, Any, Any]) -> Any:
        time, level, action = drawn
        wanted = targets(battery, past, discount, jax.lax.stop_gradient(network), slow, drawn, settings.ahead)
        said = values(network, past.market[time], level / battery.top)
        return optax.huber_loss(of_action(said, action), wanted).mean()

    def gradient_step(state: Any, drawn: Any) -> tuple[Any, Any]:
        network, slow, memory = state
        lost, slope = jax.value_and_grad(loss)(network, slow, drawn)
        change, memory = adam.update(slope, memory)
        network = optax.apply_updates(network, change)
        return (network, optax.incremental_update(network, slow, settings.follow), memory), lost

    def snapshot(state: Any, key: Any) -> tuple[Any, Any]:
        # drawn at once, since on a CPU drawing in every step takes longer than learning from it
        drawn = tuple(
            jax.random.randint(one, (part, settings.batch), 0, below)
            for one, below in zip(
                jax.random.split(key, 3), (len(past.scale) - settings.ahead, battery.top + 1, ACTIONS), strict=True
            )
        )
        state, lost = jax.lax.scan(gradient_step, state, drawn, unroll=UNROLLED)
        return state, (state[1], lost.mean())

    first, key = jax.random.split(key)
    network = initial(first, past.market.shape[1])
    return jax.lax.scan(snapshot, (network, network, adam.init(network)), jax.random.split(key, settings.kept))[1]


def of_action(q: Any, action: Any) -> Any:
    """(n,) the entry of q (n, 3) that belongs to each action; a sum, since a gather's slope is slow on a CPU."""
    import jax.numpy as jnp

    return (q * (action[:, None] == jnp.arange(ACTIONS))).sum(axis=1)


def compiled(lattice: Lattice, prices: Prices, settings: Settings, seeds: int, seed: int) -> Callable[[], Any]:
    """A function without arguments that trains; what it takes to compile is then behind us.

    Each core trains a share of the seeds, since one compiled program uses one core; a seed's numbers do not depend on
    its neighbours.
    """
    require()
    import jax

    past = jax.tree.map(jax.numpy.asarray, history(lattice, prices))
    discount = settings.hour_discount**prices.step_hours
    run = jax.vmap(partial(train, dynamics(lattice), settings, discount), in_axes=(None, 0))
    keys = jax.random.split(jax.random.key(seed), seeds)
    cores = next(n for n in range(min(seeds, os.cpu_count() or 1), 0, -1) if seeds % n == 0)
    shares = [keys[i::cores] for i in range(cores)]
    program = jax.jit(run).lower(past, shares[0]).compile(compiler_options=OPTIONS)

    def start() -> Any:
        with ThreadPoolExecutor(cores) as pool:
            parts = list(pool.map(lambda share: jax.block_until_ready(program(past, share)), shares))
        return jax.tree.map(lambda *leaves: np.stack(leaves, axis=1).reshape(seeds, *leaves[0].shape[1:]), *parts)

    return start


def train_seeds(lattice: Lattice, prices: Prices, settings: Settings, seeds: int, seed: int) -> tuple[Any, np.ndarray]:
    """Several networks at once: snapshots with leading axes (seeds, kept), and losses (seeds, kept).

    Raises
    ------
    MissingExtra
        Where JAX or optax is absent.
    """
    import jax

    networks, lost = compiled(lattice, prices, settings, seeds, seed)()
    return jax.tree.map(np.asarray, networks), np.asarray(lost)
