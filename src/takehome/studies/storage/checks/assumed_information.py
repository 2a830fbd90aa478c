"""STO007: was it said what may be known when acting?

The information set decides everything: with tomorrow's prices published a plan earns nearly the bound, without them
nobody does. For steps of an hour and more, known days are assumed where nothing is said, as day-ahead markets publish
them; this finding says what that assumption is worth. The page is ``assumed_information.md``.
"""

from __future__ import annotations

from takehome.protocol import Finding, Status
from takehome.studies.storage.checks.day_draws import Judgement, ratio
from takehome.studies.storage.checks.stage import DATA, NOTHING_TO_DO, in_days, knowing, money, no_bound, not_applicable
from takehome.studies.storage.information import Information
from takehome.studies.storage.outcome import Outcome
from takehome.studies.storage.result import PolicyResult
from takehome.studies.wording import plain
from takehome.units import Quantity, format_number

CODE = "STO007"
TITLE = "What may be known when acting was said"
WORTH_LIMIT = 0.02
"""Share of the bound that an assumption may be worth unsaid, this project's own limit: as much as a policy with a model
must earn before it is preferred (:data:`~takehome.studies.storage.money.options.COMPLEXITY_SHARE`)."""
GOOD = "You said what is known when acting, or nothing hangs on it."


def check(outcome: Outcome) -> tuple[Finding, ...]:
    """PASSED where it was said; otherwise the worth of the assumption against its limit, a caution at most."""
    days = outcome.task.test.days
    if outcome.settings.information is not None:
        return (_said(outcome),)
    if days == 1:
        why = "1 day of prices is taken to repeat, so that all its prices are known: nothing had to be assumed."
        return not_applicable(CODE, TITLE, GOOD, why, DATA)
    if outcome.bound.profit <= 0:
        return no_bound(outcome, CODE, TITLE, GOOD, DATA)
    bound = outcome.bound
    knows, less = _best(outcome, Information.KNOWN_DAY), _best(outcome, Information.CURRENT_PRICE)
    judged = ratio(outcome, knows.day_profit - less.day_profit, bound.day_profit, 100 * WORTH_LIMIT)
    passed = judged.status is Status.PASSED
    return (
        Finding(
            CODE, TITLE, Status.PASSED if passed else Status.CAUTION, GOOD, _seen(outcome, judged),
            f"The best policy earns {money(outcome, knows.profit)} {in_days(outcome)} with known days "
            f"('{knows.label}'), and {money(outcome, less.profit)} if past prices and that of the step are all that is "
            f"known ('{less.label}').",
            NOTHING_TO_DO if passed else
            "Say it: information='known_day' if the day's prices are published before it begins, 'current_price' or "
            f"'forecast' if not (--information). {judged.advice}".strip(),
            None, DATA,
            {"worth of the assumption": Quantity(judged.value, "%")}, "worth of the assumption",
            judged.interval, judged.cap, judged.settle,
        ),
    )  # fmt: skip


def _best(outcome: Outcome, information: Information) -> PolicyResult:
    usable = (one for one in outcome.results if information.covers(one.information))
    return max(usable, key=lambda one: one.profit)


def _said(outcome: Outcome) -> Finding:
    return Finding(
        CODE, TITLE, Status.PASSED, GOOD, f"It was said ({knowing(outcome)}); 0 assumptions were needed.",
        "The results hold for what you said: 0 % of the bound hangs on an assumption of ours.",
        NOTHING_TO_DO, None, DATA, {"worth of the assumption": Quantity(0.0, "%")}, "worth of the assumption", None,
        Quantity(100 * WORTH_LIMIT, "%"),
    )  # fmt: skip


def _seen(outcome: Outcome, judged: Judgement) -> str:
    minutes = plain(60 * outcome.task.prices.step_hours)
    return (
        f"Nothing was said, and for steps of {minutes} minutes it is assumed ({knowing(outcome)}). That is worth "
        f"{format_number(judged.value)} % of the bound ({judged.words})."
    )
