"""Read a candidate's free text against a rubric and the candidate's own results, without a language model.

The reader passes only what it can show: every needed idea with the passage that holds it, claims that agree with the
evidence, numbers that are the candidate's own. It calls wrong only what it can show too: a claim or number against the
evidence, a copy, a heap of words, next to nothing of what was asked. Everything else needs a reader of flesh and blood.
"""

from __future__ import annotations

from takehome.practice.grading.text.decide import read
from takehome.practice.grading.text.published import rubric_text

__all__ = ["read", "rubric_text"]
