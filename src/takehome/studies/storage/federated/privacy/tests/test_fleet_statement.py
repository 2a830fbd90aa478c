"""The page for the legal team: each of its numbers is one of the run; oracle: the run's own objects."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from takehome.studies.storage.federated.ledger import SHAPES, VISITS, Ledger, sent
from takehome.studies.storage.federated.privacy.accounting import Promise
from takehome.studies.storage.federated.privacy.membership import Attack
from takehome.studies.storage.federated.privacy.statement import statement
from takehome.studies.storage.federated.privacy.terms import Privacy
from takehome.units import format_number

UPDATE = {name: np.zeros(shape, np.float32) for name, shape in SHAPES["tables"].items()}
KEPT = Promise(7.99, 7.13, 1e-5, 0.994, 0.1, 2, True, True, epsilon_if_known=97.6)
KNOWN = Promise(7.99, 7.13, 1e-5, 6.38, 0.1, 2, False, True)
HOMES = 1000


def book(noise: float = 0.0, visits: bool = False) -> Ledger:
    arrays = {**UPDATE, VISITS: np.zeros(SHAPES["tables"]["value"][0], np.float32)} if visits else UPDATE
    rows = (sent(number, arrays, dict.fromkeys(arrays) | {k: v.shape for k, v in arrays.items()}, 100, noise_sd=noise)
            for number in range(2))  # fmt: skip
    return Ledger(tuple(row for one in rows for row in one))


def test_what_leaves_is_what_the_ledger_says() -> None:
    page = statement(book(), HOMES)
    leaves = page.sections[0]
    size = 4 * UPDATE["value"].size
    assert "`value`" in leaves.sentences[0]
    assert f"{size:,} bytes" in leaves.sentences[0]
    assert "100 of 1,000 homes" in " ".join(leaves.sentences)
    assert statement(Ledger(), HOMES).sections[0].sentences == ("Nothing left any home.",)


def test_without_noise_nothing_is_promised() -> None:
    page = statement(book(), HOMES)
    assert "No limit is promised" in page.text
    assert "hypothetical" not in page.text
    endless = Promise(math.inf, math.inf, 1e-5, 0.0, 0.1, 2, True, True)
    assert "No limit is promised" in statement(book(), HOMES, Privacy(math.inf, clip=1.0), endless).text


def test_a_promise_in_words() -> None:
    page = statement(book(noise=0.25), HOMES, Privacy(8, clip=0.2), KEPT)
    for number in (7.99, 7.13, 0.994, 0.2, 0.25, math.exp(7.99)):
        assert format_number(number) in page.text
    assert "add or remove one home" in page.text
    assert "hypothetical" in page.text
    assert "operating system" in page.text
    assert "visit counts" in page.sections[1].sentences[0]


def test_a_simulation_of_a_deployment_says_nothing_of_seeds() -> None:
    real = Promise(7.99, 7.13, 1e-5, 0.994, 0.1, 2, True, False)
    assert "hypothetical" not in statement(book(0.25), HOMES, Privacy(8, clip=0.2, simulation=False), real).text


def test_what_stays_and_what_does_not() -> None:
    with_visits = statement(book(visits=True), HOMES, personal=("heads",))
    assert "`heads`" in with_visits.sections[1].sentences[0]
    assert "visit counts" not in with_visits.sections[1].sentences[0]
    assert "power to spare" in with_visits.sections[1].sentences[1]


@pytest.mark.parametrize(
    ("terms", "secure", "words"),
    [
        (Privacy(8, clip=1.0), False, "trusted not to look"),
        (Privacy(8, clip=1.0), True, "sums over many homes only"),
        (Privacy(8, clip=1.0, noise_adder="homes"), True, "Each home adds a share"),
        (Privacy(8, clip=1.0, noise_adder="homes"), False, "very little"),
    ],
)
def test_who_must_be_trusted(terms: Privacy, secure: bool, words: str) -> None:
    page = statement(book(0.25), HOMES, terms, KEPT, secure_sums=secure)
    trust = " ".join(page.sections[4].sentences)
    assert words in trust
    assert "The server does know" in trust
    assert format_number(97.6) in trust
    known = statement(book(0.25), HOMES, Privacy(8, clip=1.0, secret_cohort=False), KNOWN)
    assert "The server does know" not in known.text


def test_the_attack_is_told_or_its_absence() -> None:
    attack = Attack(0.0123, -0.004, 0.031, 500, 500)
    page = statement(book(), HOMES, attacks=(("without noise", attack),))
    assert "1.23 points" in page.text
    assert "not measured" in statement(book(), HOMES).text


def test_the_page_is_one_page_of_markdown() -> None:
    page = statement(
        book(0.25), HOMES, Privacy(8, clip=0.2), KEPT, attacks=(("with noise", Attack(0.01, 0, 0.02, 9, 9)),)
    )
    assert page.markdown.startswith("# Privacy statement\n")
    assert len(re.findall(r"^## ", page.markdown, re.MULTILINE)) == 5
    assert len(page.markdown.split()) < 700
