"""The rubric as a candidate reads it: what a text must hold, and how it is read."""

from __future__ import annotations

from takehome.practice.spec import Rubric


def rubric_text(rubric: Rubric) -> str:
    """A rubric in Markdown, for the feedback page.

    Parameters
    ----------
    rubric : of one section.

    Returns
    -------
    str
        The question, the needed ideas, those that earn a point besides, the claims that must agree, and the rules.
    """
    needed = [concept.says for concept in rubric.concepts if concept.needed]
    besides = [concept.says for concept in rubric.concepts if not concept.needed]
    agree = list(dict.fromkeys(agreement.says for agreement in rubric.agreements))
    parts = [
        f"**Question.** {rubric.question}",
        _listed("It must say", needed),
        _listed("It earns a point besides", besides),
        _listed("It must agree with your results", agree),
        f"**Numbers.** At least {rubric.numbers} of your own results, rounded as you like. Any other number, unless it "
        "is small, named by the task, or made from two of your results, counts against the text.",
        f"**Substance.** At least {rubric.words} words of your own, in sentences or clear bullets. Repeating the "
        "question earns nothing.",
        "What this grader cannot decide “needs a reader”: it never guesses.",
    ]
    return "\n\n".join(part for part in parts if part)


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([f"**{title}:**", "", *(f"- {line}" for line in lines)]) if lines else ""
