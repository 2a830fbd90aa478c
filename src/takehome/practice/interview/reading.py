"""How a typed answer reads against the numbers; whether its reasons hold is left to the reader.

Without a language model a machine can check one thing of a spoken answer honestly: its numbers. Those that agree with
the model answer, its evidence or the candidate's own answers are named, and so are those that are found nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from takehome.practice.grading.own_numbers import own_numbers
from takehome.practice.interview.nouns import Question

SPOKEN = 0.02
"""Share by which a spoken number may differ from the exact one: people round when they talk."""
SMALL_COUNT = 12
"""Whole numbers up to this may count anything (reasons, steps, hours), so they are never called unknown."""
NAMED = 5
"""Numbers of each kind that a reading names."""


def reading(question: Question, answer: str) -> str:
    """One or two sentences on the numbers of an answer; empty where it was skipped."""
    if not answer.strip():
        return ""
    model = own_numbers({}, [question.model_answer, question.evidence], {})
    said = own_numbers({}, [answer], {})
    agreeing = [number for number in said if _among(number, (*model, *question.own_numbers))]
    asked = own_numbers({}, [question.question], {})
    strange = [n for n in said if n not in agreeing and not _may_count(n) and not _among(n, asked)]
    parts = []
    if agreeing:
        is_found = "is found" if len(agreeing) == 1 else "are found"
        parts.append(f"{_listed(agreeing)} {is_found} in your results or in the model answer.")
    if strange:
        where = "found neither in your answers nor in the model answer"
        parts.append(f"{_listed(strange)} {'is' if len(strange) == 1 else 'are'} {where}.")
    if not said and model:
        parts.append("You gave no number; the model answer has some to compare with.")
    return " ".join(parts) or "It holds no number that could be compared."


def as_given(number: float) -> str:
    """A candidate's own number with the digits that it was given, at most six.

    >>> as_given(442.75), as_given(-6050.0), as_given(0.5)
    ('442.75', '−6,050', '0.5')
    """
    return f"{number:,.6g}".replace("-", "−")


def _among(number: float, known: Iterable[float]) -> bool:
    """As it is, as a percentage of a share, and without its sign: “it loses 400 $” speaks of −400 $."""
    candidates = (abs(number), abs(number) / 100)
    return any(math.isclose(said, abs(other), rel_tol=SPOKEN) for other in known for said in candidates)


def _may_count(number: float) -> bool:
    return number == int(number) and 0 <= number <= SMALL_COUNT


def _listed(numbers: list[float]) -> str:
    shown = [as_given(number) for number in numbers[:NAMED]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
