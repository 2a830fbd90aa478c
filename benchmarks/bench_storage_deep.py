"""How fast the deep Q-network trains, against stable-baselines3 on the same network and batch in the same run.

``SB3_PYTHON=/tmp/sb3/bin/python python -m benchmarks.bench_storage_deep`` writes
``benchmarks/results/bench_storage_deep.json``. The peer needs an environment of its own (torch is 750 MB)::

    python3.11 -m venv /tmp/sb3
    /tmp/sb3/bin/pip install torch==2.13.0
    /tmp/sb3/bin/pip install stable-baselines3 gymnasium numpy

Both sides: two hidden layers of 64, batches of 64 transitions, one-step targets, as many features. Ours is double and
dueling, which costs more per step; it steps the environment afresh for each transition. Counted are gradient steps a
second of wall time after compiling: of one network, and of four seeds at once, all of them counted. The peer is timed
as it is fastest: ``model.train(gradient_steps=n)`` on a filled buffer, and end to end ``learn()`` with one gradient
step per environment step. The promise is for the seeds, as a policy is trained, against the faster of the two.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np
from benchmarks.bench_study import circumstances, write

from takehome.studies.storage.battery import Battery
from takehome.studies.storage.deep.features import observe
from takehome.studies.storage.deep.settings import Settings
from takehome.studies.storage.lattice import lattice
from takehome.studies.storage.market.prices import Prices, regular_prices

FACTOR = 20.0
STEPS, PEER_STEPS, SEEDS = 20_000, 3_000, 4

PEER = """
import json, sys, time
import gymnasium, numpy as np, torch
from stable_baselines3 import DQN
torch.set_num_threads(1)  # faster than two on matrices this small
observed, steps = int(sys.argv[1]), int(sys.argv[2])
class Storage(gymnasium.Env):
    def __init__(self):
        rng = np.random.default_rng(0)
        self.market = rng.normal(size=(8760, observed)).astype(np.float32)
        self.price = rng.normal(50, 20, 8760)
        self.observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (observed + 1,), np.float32)
        self.action_space = gymnasium.spaces.Discrete(3)
    def seen(self):
        return np.append(self.market[self.t], np.float32(self.level / 1150))
    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.t = self.level = 0
        return self.seen(), {}
    def step(self, action):
        move = min(529, 1150 - self.level) if action == 2 else -min(625, self.level) if action == 0 else 0
        money = -self.price[self.t] * move / 529 / 20
        self.level += move
        self.t += 1
        return self.seen(), money, self.t == 8759, False, {}
model = DQN("MlpPolicy", Storage(), policy_kwargs=dict(net_arch=[64, 64]), batch_size=64, buffer_size=50_000,
            learning_starts=1_000, train_freq=1, gradient_steps=1, device="cpu", seed=0)
model.learn(1_500)
start = time.perf_counter()
model.train(gradient_steps=steps, batch_size=64)
alone = steps / (time.perf_counter() - start)
done, start = model._n_updates, time.perf_counter()
model.learn(steps, reset_num_timesteps=False)
print(json.dumps([alone, (model._n_updates - done) / (time.perf_counter() - start)]))
"""


def market() -> Prices:
    """Four years of hours with a daily wave and noise."""
    hours = np.arange(4 * 8760)
    return regular_prices(50 + 15 * np.sin(2 * np.pi * hours / 24) + np.random.default_rng(0).normal(0, 10, len(hours)))


def ours(seeds: int) -> tuple[float, float]:
    """Gradient steps a second of wall time, and a second of processor time."""
    import jax

    from takehome.studies.storage.deep.training import compiled

    settings = Settings(steps=STEPS, kept=1, ahead=1)
    run = compiled(lattice(Battery(2000, 1000, 0.92, 0.92), 1.0), market(), settings, seeds, 0)
    jax.block_until_ready(run())
    start, processor = time.perf_counter(), time.process_time()
    jax.block_until_ready(run())
    return tuple(seeds * STEPS / spent for spent in (time.perf_counter() - start, time.process_time() - processor))


def peer(python: str) -> tuple[float, float]:
    """Gradient steps a second of ``train`` alone and of ``learn``."""
    observed = str(observe(market()).market.shape[1])
    made = subprocess.run([python, "-c", PEER, observed, str(PEER_STEPS)], capture_output=True, text=True, check=True)
    return tuple(json.loads(made.stdout.splitlines()[-1]))


def row(seeds: int, theirs: tuple[float, float], promised: bool) -> dict[str, Any]:
    """One case."""
    wall, processor = ours(seeds)
    factor = wall / max(theirs)
    return {"case": f"gradient steps of 64 transitions, 64-64 double dueling, {seeds} seed(s) at once",
            "seconds": round(seeds * STEPS / wall, 2), "gradient_steps_a_second": round(wall),
            "gradient_steps_a_processor_second": round(processor), "environment_steps_a_second": round(64 * wall),
            "sb3_train_steps_a_second": round(theirs[0]), "sb3_learn_steps_a_second": round(theirs[1]),
            "factor": round(factor, 1), "factor_of_learn": round(wall / theirs[1], 1),
            "factor_limit": FACTOR if promised else None, "met": factor >= FACTOR or not promised}  # fmt: skip


def main() -> int:
    """Measure, print, write; status 1 where a promise is not met, 2 where the peer is absent."""
    python = os.environ.get("SB3_PYTHON")
    if not python:
        print("SB3_PYTHON is not set: the docstring of this file says how to make the peer's environment")
        return 2
    before = circumstances("both")
    theirs = peer(python)
    found = [row(1, theirs, False), row(SEEDS, theirs, True)]
    for one in found:
        print(json.dumps(one, ensure_ascii=False), flush=True)
    write("bench_storage_deep.json", found, before)
    return 0 if all(one["met"] for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
