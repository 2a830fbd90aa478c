"""The nouns of an assignment: what is drawn, what is asked, what is accepted, what is a trap, what a good text holds.

An assignment is data and pure functions. The *world* is what one seed draws; the *truth* of a section is computed from
the world by the grader and never enters the candidate's kernel. A section's answers come back as plain JSON and are
judged by *criteria*; when one of them fails, the *traps* are asked whether they recognise the answer and what it costs.
Its text is read against a *rubric*. Nothing here runs a notebook or knows how a mark is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from takehome.practice.drawn import Drawn

Answers = Mapping[str, Any]
"""A section's answers by key: plain JSON values whose kinds were checked against the section's fields."""

Facts = Mapping[str, float | str]
"""Named numbers and words that a text may speak of, in the units that the field or fact names."""


class Kind(StrEnum):
    """What one answer is, as JSON."""

    NUMBER = "number"
    INTEGER = "integer"
    CHOICE = "choice"
    NUMBERS = "list of numbers"
    INTEGERS = "list of integers"
    NUMBERS_BY_NAME = "map from name to number"
    CHOICES_BY_NAME = "map from name to choice"
    PROFILES = "list of maps from name to number"


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a section's ``answers[n]``: `says` what it is, in words, with its unit in `unit`."""

    key: str
    kind: Kind
    says: str
    unit: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class World:
    """What one seed draws.

    Attributes
    ----------
    tables : name → frame; written to ``data/<name>.csv`` in sealed mode. business : the numbers of the scenario
        (prices, sizes), the notebook's dictionary ``BUSINESS``. planted : what only the grader may know.
    """

    seed: int
    level: int
    tables: Mapping[str, pd.DataFrame]
    business: Mapping[str, float | int | str]
    planted: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one answer must be.

    Attributes
    ----------
    key : the field that it is about. says : published, with its tolerance in words.
    judge : (truth, answers) → None where it is right, else a sentence with the numbers that says what is wrong.
    """

    key: str
    says: str
    judge: Callable[[Any, Answers], str | None]


@dataclass(frozen=True, slots=True)
class Trap:
    """A known wrong answer.

    Attributes
    ----------
    name : permanent, in kebab case. says : what the mistake is, in one sentence without numbers.
    caught : (truth, answers) → the sentence that names the mistake with its price, or None where it is not this one.
    """

    name: str
    says: str
    caught: Callable[[Any, Answers], str | None]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture that a section asks for; judged by the data and labels of its axes.

    `judge`: (truth, answers, everything drawn in the section) → None where it is right, else what is wrong.
    """

    says: str
    judge: Callable[[Any, Answers, Sequence[Drawn]], str | None]


@dataclass(frozen=True, slots=True)
class Concept:
    """An idea that a good text holds, in the candidate's words.

    `any_of` holds alternatives; each is a list of words that must stand in one sentence, in any order, not negated.
    A word is ``linear`` (whole word), ``linear*`` (beginning), ``a|b|c`` (any of these), ``"mean squared"`` (a phrase).
    A concept with `needed` false earns a point and is not required.
    """

    name: str
    says: str
    any_of: tuple[str, ...]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Agreement:
    """A claim whose truth depends on the evidence.

    When ``facts[fact]`` is above `limit` (or equals the text `limit`), the sentences in `when_above` are true and those
    in `when_below` are false; otherwise the reverse. Patterns are written as in :class:`Concept`. `says` is published.
    `claimed` true: one of the true ones must be there; one without a false side (empty `when_below`) counts only above
    its limit, since below there is nothing to say. A `limit` that is another fact's name stands for that fact.
    """

    fact: str
    limit: float | str
    says: str
    when_above: tuple[str, ...]
    when_below: tuple[str, ...]
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Rubric:
    """How a text is read: the question, the ideas that it must hold, the claims that must agree with the evidence.

    `numbers` of the candidate's own results must be quoted; `words` is the least substance. `constants` are numbers of
    the task that a text may name besides those in the question (200 episodes). `names` tells by which words a text
    calls the number of a fact (alternatives as in :class:`Concept`): a number that stands with another's name is wrong.
    """

    question: str
    concepts: tuple[Concept, ...]
    agreements: tuple[Agreement, ...] = ()
    numbers: int = 1
    words: int = 20
    constants: tuple[float, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that an interviewer would ask after this submission, and the model answer with its evidence.

    `ask`: (truth, answers) → (question, model answer), both with numbers; None where the submission does not invite it.
    """

    name: str
    ask: Callable[[Any, Answers], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered task of an assignment.

    Attributes
    ----------
    truth : world → whatever criteria, traps, plots and follow-ups need; a frozen dataclass of the section's module.
    facts : (truth, answers) → what a text may speak of; answers of a wrong section may be incomplete.
    hints : a ladder, from a nudge to nearly the solution.
    from_level : the first level that holds this section.
    """

    number: int
    title: str
    fields: tuple[Field, ...]
    truth: Callable[[World], Any]
    criteria: tuple[Criterion, ...]
    traps: tuple[Trap, ...]
    rubric: Rubric
    facts: Callable[[Any, Answers], Facts]
    plots: tuple[Plot, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    hints: tuple[str, ...] = ()
    from_level: int = 1


@dataclass(frozen=True)
class Assignment:
    """A take-home assessment: everything that handing out, running and grading need to know of it.

    Attributes
    ----------
    name : kebab case. version : raised by every change of generator, fields or criteria. verbs : the studies that its
        reference solution calls; without them it is unavailable. levels : level → the traps that it adds, in words.
    draw : (seed, level) → World. package : dotted name of its folder, which holds ``generator.py``, ``notebook.txt``
        and ``solution.txt``.
    """

    name: str
    title: str
    summary: str
    version: int
    verbs: tuple[str, ...]
    levels: Mapping[int, str]
    sections: tuple[Section, ...]
    draw: Callable[[int, int], World]
    package: str
    minutes: int = field(default=120)

    def at_level(self, level: int) -> tuple[Section, ...]:
        """The sections that a level holds, in order."""
        return tuple(section for section in self.sections if section.from_level <= level)
