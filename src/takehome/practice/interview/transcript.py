"""An interview as Markdown, its questions alone, and text for a terminal; what a candidate typed obeys no markup."""

from __future__ import annotations

from textwrap import fill

from takehome.practice.interview.nouns import Exchange, Interview, Transcript
from takehome.report.markdown import escape
from takehome.report.words import clip, visible

WIDTH = 100
"""Columns: what a line of prose can hold and still be read."""


def markdown(transcript: Transcript) -> str:
    """The transcript: questions, typed answers, model answers with their evidence."""
    interview = transcript.interview
    name = f" with {escape(clip(interview.candidate))}" if interview.candidate else ""
    said = len(transcript.exchanges)
    parts = [
        f"# Interview{name}: {escape(interview.assignment)}, level {interview.level}",
        f"Notebook {escape(clip(interview.file, 200))}; {said} of {len(interview.questions)} questions were asked. "
        "Only the numbers of an answer were compared by machine; its reasons are for a person to judge.",
    ]
    for place, exchange in enumerate(transcript.exchanges, 1):
        parts += _exchange(place, exchange)
    return "\n\n".join(parts) + "\n"


def _exchange(place: int, exchange: Exchange) -> list[str]:
    question = exchange.question
    parts = [
        f"## {place} · section {question.section}, {escape(question.title)}",
        f"**{escape(question.question)}**",
        f"Answer: {escape(exchange.answer) if exchange.answer else 'skipped'}",
        f"Model answer: {escape(question.model_answer)}",
    ]
    if question.evidence:
        parts.append(f"Evidence: {escape(question.evidence)}")
    if exchange.reading:
        parts.append(f"Numbers: {escape(exchange.reading)}")
    return parts


def questions_only(interview: Interview) -> str:
    """The questions without any model answer, each with its section, for a terminal."""
    lines = [
        f"{place}. Section {question.section}, {question.title}: {question.question}"
        for place, question in enumerate(interview.questions, 1)
    ]
    return shown("\n\n".join(lines)) or "This notebook invites no question."


def shown(text: str) -> str:
    """Text for a terminal, wrapped: what a candidate wrote may hold characters that move the cursor or hide words."""
    lines = visible(text).replace("\r", " ").split("\n")
    return "\n".join(fill(line, WIDTH, break_on_hyphens=False) for line in lines)
