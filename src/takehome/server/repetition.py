"""Whether equal requests gave equal answers, said in a sentence.

Every result is a function of data, settings, seed and version (decision of this package), so two runs of one key must
have the same answer. A run's `answer_sha256` leaves out duration, machine and command; hence a difference between two
runs of one key is a fault, and the page says so loudly instead of showing two numbers side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from takehome.server.state.records import Run, RunStatus

SAME = "the same data, settings, seed and version"


class Kind(StrEnum):
    """What two runs are to each other."""

    ITSELF = "the same run"
    REPEATED = "repeated"
    FAULT = "fault"
    CHANGED_NOTHING = "another request, the same answer"
    DIFFERENT = "another request"
    UNFINISHED = "not finished"


@dataclass(frozen=True, slots=True)
class Repetition:
    """What two runs are to each other, and the sentence that says so; `fault` asks for a report to the authors."""

    kind: Kind
    sentence: str

    @property
    def fault(self) -> bool:
        return self.kind is Kind.FAULT


def repetition(a: Run, b: Run) -> Repetition:
    """What the runs `a` and `b` are to each other."""
    if a.id == b.id:
        return Repetition(Kind.ITSELF, f"Both sides are run {a.number}: there is nothing to compare.")
    names = f"Run {a.number} and run {b.number}"
    if unfinished := [run for run in (a, b) if run.status is not RunStatus.FINISHED or not run.answer_sha256]:
        which = " and ".join(f"run {run.number} ({run.status.value})" for run in unfinished)
        return Repetition(Kind.UNFINISHED, f"There is no answer to compare: {which} did not finish, or has not yet.")
    equal = a.answer_sha256 == b.answer_sha256
    if a.key == b.key and equal:
        said = f"{names} had {SAME}, and gave the same answer, digit for digit (SHA-256 {a.answer_sha256[:12]}…)."
        return Repetition(Kind.REPEATED, said)
    if a.key == b.key:
        return Repetition(Kind.FAULT, _fault(a, b))
    if equal:
        said = f"{names} were asked for differently, and yet gave the same answer: what differs below changes nothing."
        return Repetition(Kind.CHANGED_NOTHING, said)
    return Repetition(Kind.DIFFERENT, f"{names} were asked for differently; so their answers may differ.")


def among(run: Run, others: Sequence[Run]) -> Repetition | None:
    """How a finished run stands to the other runs of its key: a fault before anything else, then the earliest repeat.

    None where nothing can be said: the run is not finished, or there is no other finished run of its key.
    """
    finished = [other for other in others if other.id != run.id and other.key == run.key and other.answer_sha256]
    if run.status is not RunStatus.FINISHED or not run.answer_sha256 or not finished:
        return None
    finished.sort(key=lambda other: (other.answer_sha256 == run.answer_sha256, other.number))
    first = finished[0]
    if first.answer_sha256 != run.answer_sha256:
        return Repetition(Kind.FAULT, _fault(first, run))
    return Repetition(Kind.REPEATED, f"The same answer as run {first.number}, digit for digit: {SAME} give it again.")


def _fault(a: Run, b: Run) -> str:
    return (
        f"This is a fault of takehome's: run {a.number} and run {b.number} had {SAME}, and gave different answers "
        f"(SHA-256 {a.answer_sha256[:12]}… and {b.answer_sha256[:12]}…). Trust neither until it is explained; please "
        "report it with both report.json files."
    )
