"""What the answers say of Q-learning on one repeated day: why its curve fluctuates, what was learned, one update."""

from __future__ import annotations

from takehome.studies.storage.answer_words import Evidence, counted, percent
from takehome.studies.wording import listed
from takehome.units import format_number

CAUSES = ("step size", "number of episodes", "exploration", "start values", "discount", "ties")
"""Subjects of the effects that say why the brief's agent fails."""
STILL_RISING = 0.1
"""Share of the curve's rise that may come in its second half while it is still called flat there."""


def fluctuates(seen: Evidence) -> str:
    """Question 1.1: whether flat means learned, and the exact split of the fluctuation."""
    if not seen.lesson:
        return _no_curve(seen)
    return " ".join([_flat(seen), _split(seen), _perfect(seen), _lost(seen)])


def _no_curve(seen: Evidence) -> str:
    """These prices train no agent on one repeated day: say so, and what does fluctuate."""
    metrics = seen.metrics
    why = f"there are {seen.days} and not one that repeats"
    if metrics["days"] == 1:
        why = "the battery is not the brief's: it loses energy, starts charged, or its full steps do not fill it"
    said = [
        f"There is no such training curve here: {metrics['episodes']} episodes were trained on one repeated day, "
        f"because {why} (`takehome scenario greengrid-day` is the brief's day and battery)."
    ]
    if seen.few_days:
        said.append(f"What fluctuates are the days: of the bound of {seen.money(metrics['optimum'])} {seen.few_days}.")
    return " ".join(said)


def _flat(seen: Evidence) -> str:
    """Whether the curve goes up and flattens, and what the policy behind it earns."""
    metrics, curve = seen.metrics, seen.metrics["training_curve"]
    whole, late = curve["last"] - curve["first"], curve["last"] - curve["middle"]
    if whole <= 0:
        lead = "No, the premise is false here: it does not go up"
    elif late > STILL_RISING * whole:
        lead = f"It goes up but has not flattened: {percent(late / whole)} of its rise comes in the second half"
    else:
        lead = "It goes up and then flattens out"
    learned = metrics["brief_agent_reached"] == metrics["agents"]
    return (
        f"{lead} ({seen.money(curve['first'])} a day in the first tenth of {metrics['episodes']:,} episodes, "
        f"{seen.money(curve['middle'])} in the middle, {seen.money(curve['last'])} in the last tenth, mean of "
        f"{metrics['agents']} agents). {'Flat would mean learned here' if learned else 'Nor would flat mean learned'}: "
        f"without exploration their policies then earn {seen.money(metrics['brief_agent_mean'])} a day on average "
        f"({format_number(metrics['brief_agent_low'])} to {format_number(metrics['brief_agent_high'])})"
        f"{_share(seen, metrics['brief_agent_mean'])}; {metrics['brief_agent_reached']} of them reach the optimum."
    )


def _share(seen: Evidence, amount: float) -> str:
    """``", 19.1 % of the bound of 435 $"``; nothing where nothing can be earned."""
    most = seen.metrics["day_optimum"]
    return f", {percent(amount / most)} of {seen.day_bound}" if most > 0 else ""


def _split(seen: Evidence) -> str:
    """The law of total variance, in words."""
    split = seen.metrics["fluctuation"]
    share = split["exploration_share"]
    if share is None:
        return f"In the last {split['episodes']:,} episodes nothing fluctuates (0 {seen.metrics['currency']})."
    return (
        f"Why it fluctuates: each decision is drawn at random with probability ε = {format_number(split['epsilon'], 2)}"
        f". In the last {split['episodes']:,} episodes of {split['agents']} agents that alone makes {percent(share)} "
        f"of the variance of a day's profit; the other {percent(1 - share)} is the policy itself still changing. With "
        f"the policies frozen a day would still vary by {seen.money(split['frozen_sd'])} (standard deviation)."
    )


def _perfect(seen: Evidence) -> str:
    split = seen.metrics["fluctuation"]
    return (
        f"A perfect agent that goes on exploring would show {format_number(split['perfect_mean'], 4)} ± "
        f"{seen.money(split['perfect_sd'])} a day instead of {seen.money(seen.metrics['day_optimum'])}."
    )


def _lost(seen: Evidence) -> str:
    """What is lost against the optimum: the hint of the question explains the noise, not the loss."""
    split = seen.metrics["fluctuation"]
    learning, exploring, luck = (split[f"lost_to_{name}"] for name in ("learning", "exploration", "luck"))
    if learning <= 0:
        what = "both the noise and the loss"
    else:
        what = f"the noise; {'most' if learning > exploring else 'the smaller part'} of the loss is the policy's own"
    return (
        f"In money, of the {seen.money(learning + exploring + luck)} a day between the optimum and the curve, "
        f"{seen.money(learning)} is lost because the policy is wrong, {seen.money(exploring)} to exploration and "
        f"{seen.money(luck)} to chance. So ε explains {what}."
    )


def taught(seen: Evidence) -> str:
    """Whether learning helps on the repeated day: the three rungs, and the causes in the order of what each gains."""
    metrics = seen.metrics
    said = [
        f"Not where the day's prices and the battery are known: the best schedule, {seen.day_bound}, follows from them "
        "without learning, and nothing can earn more."
    ]
    for name, words in (("repaired", "model-free"), ("counterfactual", "with known dynamics")):
        reached, episodes = metrics[f"{name}_agent_reached"], metrics[f"{name}_agent_episodes"]
        within = "" if episodes is None else f", each of these within {counted(episodes, 'episode')}"
        said.append(
            f"Q-learning repaired ({words}) reaches it in {reached} of {metrics['agents']} agents{within}; its mean is "
            f"{seen.money(metrics[f'{name}_agent_mean'])} a day."
        )
    best = metrics["optimum_discounted"]
    said.append(
        f"The brief's own agent earns {seen.money(metrics['brief_agent_mean'])} a day on average. Why, each repaired "
        f"alone: {_causes(seen)}."
    )
    said.append(
        f"The discount γ = {format_number(metrics['discount'], 2)} does not distort what is optimal by more than "
        f"{seen.money(metrics['day_optimum'] - best)} a day: the policy that is best under it earns {seen.money(best)}."
    )
    return " ".join(said)


def _causes(seen: Evidence) -> str:
    """``"step size +245 (95%: 237 to 253) $ a day"``, the largest first."""
    found = sorted(
        (effect for name in CAUSES if (effect := seen.effect(name))), key=lambda effect: -effect.estimate.value
    )
    told = []
    for effect in found:
        value = effect.estimate.value
        held = "" if effect.interval is None else f" ({effect.interval})"
        told.append(f"{effect.subject} {'+' * (value > 0)}{effect.estimate}{held}")
    return listed(told) or "0 causes were measured"


def bellman(seen: Evidence) -> str:
    """One update with its numbers, and what the wrong cells of the table cost."""
    metrics, cells = seen.metrics, seen.metrics["wrong_cells"]
    return (
        "It moves each estimate a step towards the reward plus the best that the table expects next. One update of "
        f"the brief's agent: {metrics['bellman_step']} After its {metrics['episodes']:,} episodes {cells['wrong']:,} "
        f"of {cells['reachable']:,} reachable cells of charge and hour hold a wrong action ({cells['unvisited']:,} "
        f"were never visited); {cells['wrong_on_path']:,} of them lie on the agent's own way and cost it "
        f"{seen.money(metrics['wrong_cells_cost'])} a day, all that it lacks."
    )
