"""Each check concludes each of its statuses on an outcome made for it; its page names the limits that the code has."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from takehome.protocol import Status
from takehome.studies.pages import CONSTANT, HEADING
from takehome.studies.storage.federated import checks
from takehome.studies.storage.federated.outcome import Attacked, Curve
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.tests.fleet_worlds import HOMES, fitted, nothing_to_gain


def outcome(**changed):
    """The fitted outcome with some of its fields changed."""
    return replace(fitted().outcome, **changed)


def saving(**shares):
    """The outcome with alternatives that save these shares of each home's optimum."""
    base = fitted().outcome
    made = tuple(
        replace(one, saved=shares[one.key] * base.optimum) if one.key in shares else one for one in base.alternatives
    )
    return replace(base, alternatives=made)


def run(name, evidence):
    """Findings of one check."""
    return import_module(f"{checks.__name__}.{name}").check(evidence)


def promised(epsilon=2.0, delta=1e-5, noise=0.001, amplified=True):
    """A promise as the accountant makes it."""
    return Promise(epsilon, 0.9 * epsilon, delta, noise, 0.1, 40, amplified, True)


TOGETHER = ("federated", "personalised")


@pytest.mark.parametrize(
    ("name", "made", "status"),
    [
        ("set_aside", lambda: outcome(), Status.PASSED),
        ("set_aside", lambda: outcome(set_aside=(("x", "no rows"),)), Status.FAILED),
        ("worse_off", lambda: saving(local=0.5, federated=0.8, personalised=0.8), Status.PASSED),
        ("worse_off", lambda: saving(local=0.9, federated=0.8, personalised=0.8), Status.FAILED),
        ("worse_off", lambda: nothing_to_gain().outcome, Status.NOT_APPLICABLE),
        ("privacy_kept", lambda: outcome(), Status.CAUTION),
        ("privacy_kept", lambda: outcome(promise=promised()), Status.PASSED),
        ("privacy_kept", lambda: outcome(promise=promised(epsilon=20.0)), Status.FAILED),
        ("privacy_kept", lambda: outcome(promise=promised(delta=0.5)), Status.FAILED),
        ("privacy_kept", lambda: outcome(promise=promised(amplified=False)), Status.CAUTION),
        ("below_the_floor", lambda: saving(plan_days=0.9, federated=0.8, personalised=0.8), Status.FAILED),
        ("below_the_floor", lambda: saving(plan=0.7, plan_days=0.75, federated=0.8, personalised=0.8), Status.PASSED),
        ("unlike_homes", lambda: saving(federated=0.6, personalised=0.8), Status.FAILED),
        ("unlike_homes", lambda: saving(federated=0.8, personalised=0.805), Status.PASSED),
        ("too_few_homes", lambda: outcome(), Status.CAUTION),
        ("too_few_homes", lambda: outcome(cohort_share=1.0), Status.PASSED),
        ("too_few_homes", lambda: outcome(cohort_share=1.0, promise=promised(noise=2.0)), Status.FAILED),
        ("rounds_enough", lambda: outcome(curve=Curve((1, 2, 3, 4), (0.1, 0.2, 0.3, 0.4))), Status.CAUTION),
        ("rounds_enough", lambda: outcome(curve=Curve((1, 2, 3, 4), (0.1, 0.4, 0.4, 0.401))), Status.PASSED),
        ("rounds_enough", lambda: outcome(curve=Curve((1,), (0.4,))), Status.NOT_APPLICABLE),
        ("nothing_to_gain", lambda: outcome(), Status.PASSED),
        ("nothing_to_gain", lambda: nothing_to_gain().outcome, Status.FAILED),
        ("members_told", lambda: outcome(attacks=(Attacked(True, 0.0, -0.01, 0.01),)), Status.PASSED),
        ("members_told", lambda: outcome(attacks=(Attacked(False, 0.3, 0.2, 0.4),)), Status.FAILED),
        ("members_told", lambda: outcome(attacks=(Attacked(False, 0.03, -0.1, 0.2),)), Status.CAUTION),
        ("members_told", lambda: outcome(attacks=()), Status.NOT_APPLICABLE),
    ],
)
def test_the_status_is_as_made(name, made, status):
    found = run(name, made())
    assert found[0].status is status, found[0].seen
    for one in found:
        assert any(letter.isdigit() for letter in one.seen)
        if one.interval is not None and one.limit is not None and one.status in (Status.PASSED, Status.FAILED):
            assert not one.interval.low < one.limit.value < one.interval.high


def test_a_fleet_that_noise_puts_below_the_plan_is_told_with_both_numbers():
    made = saving(**{fitted().outcome.floor: 0.97, "federated": 0.8, "personalised": 0.7})
    made = replace(made, promise=promised(epsilon=1.0))
    finding = run("below_the_floor", made)[0]
    together, floor = made.alternative("federated"), made.alternative(made.floor)
    assert f"{together.label} (with the noise of epsilon 1.00) earns 80.0 % of the optimum" in finding.seen
    assert f"to {floor.label} 97.0 %" in finding.seen
    assert "noise" not in run("below_the_floor", replace(made, promise=None))[0].seen


def test_homes_that_are_worse_off_are_counted_by_hand():
    base = fitted().outcome
    lost = np.zeros(HOMES)
    lost[:3] = 0.02
    alone = base.saved("local")
    made = tuple(
        replace(one, saved=alone - lost * base.optimum) if one.key in TOGETHER else one for one in base.alternatives
    )
    finding = run("worse_off", replace(base, alternatives=made))[0]
    expected = 100 * float((base.optimum[:3] > 0).sum()) / HOMES
    assert finding.measured["worse off"].value == pytest.approx(expected)


def test_codes_are_in_order_and_pages_have_three_headings():
    folder = Path(checks.__file__).parent
    codes = []
    for module in checks.modules():
        page = (folder / f"{module.__name__.rpartition('.')[2]}.md").read_text(encoding="utf-8")
        heading = HEADING.match(page)
        assert heading is not None
        assert (heading[1], heading[2].strip()) == (module.CODE, module.TITLE)
        assert [line for line in page.splitlines() if line.startswith("## ")] == [
            "## How it is measured", "## Why it matters", "## What to do",
        ]  # fmt: skip
        assert all(hasattr(module, name) for name in CONSTANT.findall(page))
        codes.append(module.CODE)
    assert codes == sorted(codes)
    assert all("STO101" <= code <= "STO149" for code in codes)
