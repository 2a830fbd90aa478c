"""A6: the hints, and what an interviewer asks on."""

from __future__ import annotations

from takehome.practice.assignments.servers_and_churn.audit_truth import AuditTruth, forest_on_copies
from takehome.practice.assignments.servers_and_churn.split_rows import LEAKING
from takehome.practice.spec import Answers, FollowUp
from takehome.units import format_number

HINTS = (
    "Ask of every column: when is it written, before or after a customer leaves? And ask of every test row: have I "
    "seen it before?",
    "churn.drop(columns='Split').duplicated(keep=False) marks rows that occur twice. Fit with and without the suspect "
    "column and compare roc_auc_score on the test rows. Compare typical_invoice with the column Cost.",
    "copied_rows counts the marked rows with Split = test. A mean that differs between train and test by many standard "
    "errors has drifted. Compare tickets and churn over all rows, and then within each Plan, if there is one.",
)  # fmt: skip


def _copies(truth: AuditTruth, answers: Answers) -> tuple[str, str] | None:
    if not answers.get("copied_rows"):
        return None
    seen, new = forest_on_copies(truth)
    return (
        f"You found {answers['copied_rows']} copies. Which model gains most from them, and by how much?",
        f"One that can learn rows by heart: a forest catches {format_number(100 * seen)} % of the leavers among the "
        f"copies and {format_number(100 * new)} % of the others. A logistic regression hardly notices them.",
    )


def _leak(truth: AuditTruth, answers: Answers) -> tuple[str, str] | None:
    if answers.get("leaking") != LEAKING:
        return None
    return (
        f"Could {LEAKING} be useful at all?",
        f"Only calls that are known on the day of the decision, for instance those of the month before. As it stands "
        f"it raises the share of pairs ranked rightly from {format_number(truth.auc_without)} to "
        f"{format_number(truth.auc_with_leak)} on paper and is empty when it would be needed.",
    )


def _drift(truth: AuditTruth, answers: Answers) -> tuple[str, str] | None:
    if truth.level < 3 or "drifted" not in answers:
        return None
    return (
        "Bills moved between training and test. Does the threshold move too?",
        f"No: it comes from the two prices. Bills are {format_number(truth.shift)} $ a month higher, so the share of "
        f"customers above it changes, and the model must be watched: it has seen few such bills.",
    )


FOLLOWUPS = (
    FollowUp("who-gains-from-copies", _copies),
    FollowUp("use-of-the-leak", _leak),
    FollowUp("threshold-under-drift", _drift),
)
