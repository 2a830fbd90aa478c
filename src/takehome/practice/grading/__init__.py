"""Grading: from what was handed in to outcomes with reasons. Nothing heavy is imported before it is called for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from takehome.practice.results import Grade

__all__ = ["check", "grade"]


def check(*arguments: Any, **named: Any) -> Grade:
    """How one notebook stands, for its candidate: see :func:`takehome.practice.grading.check_one.check`."""
    from takehome.practice.grading.check_one import check as call

    return call(*arguments, **named)


def grade(*arguments: Any, **named: Any) -> list[Grade]:
    """The grades of everything that was handed in: see :func:`takehome.practice.grading.grade_class.grade`."""
    from takehome.practice.grading.grade_class import grade as call

    return call(*arguments, **named)
