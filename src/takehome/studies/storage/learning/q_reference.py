"""Plain Python twins of :mod:`.q_kernels`: the same arithmetic in the same order, for reading and for tests."""

from __future__ import annotations

import numpy as np

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


class SplitMix:
    """The random numbers of the kernels, as whole numbers of 64 bits."""

    def __init__(self, seed: int) -> None:
        self.state = self.mixed((seed + GOLDEN) & MASK)

    @staticmethod
    def mixed(state: int) -> int:
        """The draw that belongs to a state of the counter."""
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def draw(self) -> int:
        """The next 64 bits."""
        self.state = (self.state + GOLDEN) & MASK
        return self.mixed(self.state)

    def share(self) -> float:
        """A number in [0, 1)."""
        return (self.draw() >> 11) * 2.0**-53

    def below(self, count: int) -> int:
        """A whole number in 0 … count − 1."""
        return ((self.draw() >> 32) * count) >> 32


def greedy_profit_reference(q: np.ndarray, rewards: np.ndarray, following: np.ndarray) -> float:
    """Money of a day without exploration, from an empty battery; of equal actions the first."""
    level, money = 0, 0.0
    for t in range(rewards.shape[1]):
        action = int(np.argmax(q[level, t]))
        money += rewards[level, t, action]
        level = int(following[level, action])
    return money


def learn_day_reference(
    rewards: np.ndarray, following: np.ndarray, choices: np.ndarray, counts: np.ndarray, initial: np.ndarray,
    steps: np.ndarray, epsilons: np.ndarray, discount: float, random_ties: bool, seed: int, marks: np.ndarray,
    tail: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Train one agent (Watkins & Dayan 1992, "Q-learning", *Machine Learning* 8).

    Parameters
    ----------
    rewards : (levels, decisions, 3) money. following : (levels, 3) next level.
    choices, counts : (levels, 3) and (levels,), the actions that exploration draws from, and how many.
    initial : (levels, decisions, 3) first estimates. steps : (episodes + 1,) step size α of the n-th visit of a cell.
    epsilons : (episodes,) share of random decisions in each episode. discount : γ.
    random_ties : whether one of equally good actions is drawn; otherwise it is the first, as by np.argmax.
    seed : of all draws. marks : (m,) increasing; numbers of finished episodes after which the greedy policy is valued.
    tail : last episodes before each of which the greedy policy is kept.

    Returns
    -------
    Q and visits, each (levels, decisions, 3); profit of each episode (episodes,); greedy profit at the marks (m,);
    the kept policies (tail, levels, decisions).
    """
    levels, decisions, episodes = rewards.shape[0], rewards.shape[1], len(epsilons)
    q, visits, random = initial.copy(), np.zeros(rewards.shape, np.int64), SplitMix(seed)
    profits, marked = np.zeros(episodes), np.zeros(len(marks))
    policies = np.zeros((tail, levels, decisions), np.int8)
    for episode in range(episodes + 1):
        for mark in np.flatnonzero(marks == episode):
            marked[mark] = greedy_profit_reference(q, rewards, following)
        if episode == episodes:
            break
        if episode >= episodes - tail:
            policies[episode - episodes + tail] = np.argmax(q, axis=2)
        level = 0
        for t in range(decisions):
            if random.share() < epsilons[episode]:
                action = int(choices[level, random.below(int(counts[level]))])
            elif random_ties:
                best = np.flatnonzero(q[level, t] == q[level, t].max())
                action = int(best[random.below(len(best))])
            else:
                action = int(np.argmax(q[level, t]))
            reward, after = rewards[level, t, action], int(following[level, action])
            future = q[after, t + 1].max() if t + 1 < decisions else 0.0
            visits[level, t, action] += 1
            old = q[level, t, action]
            q[level, t, action] = old + steps[visits[level, t, action]] * (reward + discount * future - old)
            profits[episode] += reward
            level = after
    return q, visits, profits, marked, policies


def sweep_days_reference(
    rewards: np.ndarray, following: np.ndarray, epsilon: float, discount: float, episodes: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counterfactual updates: at each hour, all levels and actions learn from the one price that was seen.

    Prices do not react to the battery, so the reward of an action not taken is known once the price is. With step
    size 1, each day carries the end of the day one hour further back; nothing learned depends on what was done.

    Returns
    -------
    Q (levels, decisions, 3); profit of each episode (episodes,); greedy profit before each and at the end
    (episodes + 1,).
    """
    decisions = rewards.shape[1]
    q, random = np.zeros(rewards.shape), SplitMix(seed)
    profits, marked = np.zeros(episodes), np.zeros(episodes + 1)
    for episode in range(episodes):
        marked[episode] = greedy_profit_reference(q, rewards, following)
        level = 0
        for t in range(decisions):
            action = random.below(3) if random.share() < epsilon else int(np.argmax(q[level, t]))
            profits[episode] += rewards[level, t, action]
            level = int(following[level, action])
            future = q[following, t + 1].max(axis=2) if t + 1 < decisions else 0.0
            q[:, t] = rewards[:, t] + discount * future
    marked[episodes] = greedy_profit_reference(q, rewards, following)
    return q, profits, marked
