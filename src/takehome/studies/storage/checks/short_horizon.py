r"""STO013: does a discount, or a plan that ends too early, distort what is optimal?

A discount :math:`\gamma < 1` makes later money count less, though a day has no interest to pay: its optimum is that of
another problem. On one repeated day the policy that is optimal under the brief's discount is valued without it. Over
many days a plan that knows nothing beyond midnight counts it as nothing, or as what the past makes it expect: what it
loses against the bound is the price of that horizon (Sutton & Barto 2018, *Reinforcement Learning*, section 3.3). The
page is ``short_horizon.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import ratio
from takehome.studies.storage.checks.stage import BRIEF, CHOSEN, NOTHING_TO_DO, in_days, money, no_bound, not_applicable
from takehome.studies.storage.information import Information
from takehome.studies.storage.learning.lesson import Lesson
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.units import Quantity, format_number

CODE = "STO013"
TITLE = "Neither discount nor horizon distorts the optimum"
DISCOUNT_LIMIT = 0.01
"""Share of the optimum that the discount may cost, this project's own limit: less is lost in a handful of hours of the
day."""
HORIZON_LIMIT = 0.05
"""Share of the bound that planning day by day may cost: as :data:`~.far_from_bound.KNOWN_LIMIT` (issue 4: in years in
which it costs more, the top days explain it)."""
GOOD = (
    "The policy that is optimal under the discount earns the undiscounted optimum; plans need not see beyond the day."
)


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """The discount on a repeated day, the horizon over many days."""
    found = () if outcome.lesson is None else (_discount(outcome, outcome.lesson),)
    plan, days = outcome.result("known_day"), outcome.task.test.days
    if outcome.bound.profit <= 0:
        return found or no_bound(outcome, CODE, TITLE, GOOD)
    if plan is None or days == 1:
        why = "1 day is judged: a plan to its end sees all there is, and no discount was used."
        return found or not_applicable(CODE, TITLE, GOOD, why)
    return (*found, _horizon(outcome, plan))


def _discount(outcome: Outcome, lesson: Lesson) -> Finding:
    optimum, earned = lesson.exact.optimum, lesson.discounted_profit
    lost = 100 * (optimum - earned) / optimum if optimum > 0 else 0.0
    lost = max(lost, 0.0)
    failed = lost > 100 * DISCOUNT_LIMIT
    return Finding(
        CODE, TITLE, Status.FAILED if failed else Status.PASSED, GOOD,
        f"The policy that is optimal under the discount {lesson.discount:g} a step earns {money(outcome, earned)} of "
        f"{money(outcome, optimum)} a day without it: {format_number(lost)} % is lost (limit "
        f"{100 * DISCOUNT_LIMIT:g} %).",
        f"An agent that learns perfectly under this discount still loses {money(outcome, optimum - earned)} a day.",
        "Use no discount (1): the day ends, so nothing needs to converge." if failed else NOTHING_TO_DO,
        "discount", BRIEF,
        {"lost": Quantity(lost, "%"), "discount": Quantity(lesson.discount)}, "lost", None,
        Quantity(100 * DISCOUNT_LIMIT, "%"),
    )  # fmt: skip


def _horizon(outcome: Outcome, plan: PolicyResult) -> Finding:
    bound = outcome.bound
    judged = ratio(outcome, bound.day_profit - plan.day_profit, bound.day_profit, 100 * HORIZON_LIMIT, least=0.0)
    passed = judged.status is Status.PASSED
    reference = (
        "" if outcome.information is Information.KNOWN_DAY else " It is no policy here, since days are not known."
    )
    return Finding(
        CODE, TITLE, judged.status, GOOD,
        f"'{plan.label}' (information = {plan.information.value}), which knows no price after midnight, earns "
        f"{money(outcome, plan.profit)} of {money(outcome, bound.profit)} {in_days(outcome)}: "
        f"{format_number(judged.value)} % of the bound is lost ({judged.words}).{reference}",
        f"What lies beyond the day is worth {money(outcome, bound.profit - plan.profit)} {in_days(outcome)}.",
        NOTHING_TO_DO if passed else
        "A larger battery, or prices that swing by the week, need a plan that reaches beyond midnight; look at the top "
        f"days first (STO010). {judged.advice}".strip(),
        "horizon", CHOSEN, {"lost": Quantity(judged.value, "%")}, "lost", judged.interval, judged.cap, judged.settle,
    )  # fmt: skip
