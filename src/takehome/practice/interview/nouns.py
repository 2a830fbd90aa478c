"""The nouns of an interview: what is asked, what was answered, and how the answer reads against the numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the answer that a good candidate would give.

    Attributes
    ----------
    section : number of the section that invites it. title : of the section. name : of the follow-up, trap or point.
    evidence : the numbers behind the model answer, with their names; may be empty.
    own_numbers : what a typed answer may quote besides the numbers of the model answer.
    """

    section: int
    title: str
    name: str
    question: str
    model_answer: str
    evidence: str = ""
    own_numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """The questions that one notebook invites, in the order in which they are asked."""

    file: str
    assignment: str
    level: int
    candidate: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, what was typed (empty where it was skipped) and how that reads against the numbers."""

    question: Question
    answer: str
    reading: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """An interview and what was said in it so far."""

    interview: Interview
    exchanges: tuple[Exchange, ...] = ()
