"""The return on what is spent, and how much of the saving may be missing, by counting rows one at a time."""

from __future__ import annotations

import numpy as np
import pytest

import takehome as th
from takehome.studies.classification.decision_words import success_needed
from takehome.studies.classification.returns import ALL_CONTACTS, NEEDLESS_ONLY, returns

CONTACT, VALUE, RATE = 10.0, 400.0, 0.25


def table(rows=400, seed=0, clear=1.0):
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < 0.2).astype(float)
    p = np.clip(0.2 + clear * 0.75 * (y - 0.2) + rng.normal(0, 0.05, rows), 0.001, 0.999)
    return {"p": p, "y": y}


def judged(data, costs, **options):
    return th.classify(data, "y", scores="p", threshold=0.5, costs=costs, **options).priced


def counted(made):
    """Hits and needless actions of the recommended policy, one row at a time."""
    pairs = list(zip(map(float, made.acts[0]), made.rows.y, strict=True))
    return sum(acts for acts, y in pairs if y), sum(acts for acts, y in pairs if not y)


@pytest.mark.parametrize("clear", [0.3, 0.4])
def test_both_conventions_of_a_plain_matrix(clear):
    made = judged(table(clear=clear), {"fp": 10, "fn": 100})
    hits, needless = counted(made)
    by = {one.convention: one for one in returns(made)}
    assert by[NEEDLESS_ONLY].estimate == pytest.approx((100 * hits - 10 * needless) / (10 * needless))
    spent = 10 * (hits + needless)
    assert by[ALL_CONTACTS].estimate == pytest.approx((100 * hits - spent) / spent)
    assert success_needed(made) == pytest.approx(10 * needless / (100 * hits))


def test_a_campaign_pays_for_every_contact_and_saves_a_share():
    made = judged(table(clear=0.5), th.Campaign(contact_cost=CONTACT, customer_value=VALUE, success_rate=RATE))
    hits, needless = counted(made)
    by = {one.convention: one for one in returns(made)}
    spent, kept = CONTACT * (hits + needless), RATE * VALUE * hits
    assert by[ALL_CONTACTS].estimate == pytest.approx((kept - spent) / spent)
    share = success_needed(made)
    assert share == pytest.approx(spent / kept)


def test_where_every_contact_was_a_hit_the_interval_still_has_a_length():
    data = table(clear=1.0)
    made = judged(data, th.Campaign(contact_cost=CONTACT, customer_value=VALUE, success_rate=RATE), capacity=20)
    hits, needless = counted(made)
    assert (hits, needless) == (pytest.approx(20), 0)
    (one,) = [one for one in returns(made) if one.convention == ALL_CONTACTS]
    assert one.estimate == pytest.approx(RATE * VALUE / CONTACT - 1)
    assert one.interval.low < one.estimate - 0.1
    assert one.interval.high == pytest.approx(one.estimate)


def test_acting_on_nobody_has_no_return():
    rng = np.random.default_rng(1)
    made = judged({"p": rng.random(300) * 0.05, "y": (rng.random(300) < 0.1).astype(float)}, {"fp": 100, "fn": 10})
    assert not made.acts.any()
    assert returns(made) == ()
    assert success_needed(made) is None
