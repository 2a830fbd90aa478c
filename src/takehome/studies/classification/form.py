"""What can be set for a classification from a page or a program; a campaign and a population stand in the economics."""

from __future__ import annotations

from takehome.studies import usual_fields as usual
from takehome.studies.form_fields import FieldKind, Form, FormField

_COST = "Money: a number, a column, or arithmetic on columns such as 0.2 * BillAmount; what is earned is negative."

FORM = Form(
    "One row for each customer, case or item, with a column of two values (such as yes and no) that one would like to "
    "know beforehand.",
    (
        FormField(
            "target", "What to know beforehand",
            "The column of two values that decides whether to act, for instance whether a customer left. It cannot be "
            "left empty.",
            FieldKind.COLUMN, required=True, basic=True,
        ),
        FormField(
            "positive", "Value to act on",
            "Which of the target's values calls for acting, as it stands in the table, for instance Yes. Left empty: "
            "it is found by a rule, which the report names.",
            FieldKind.TEXT, basic=True,
        ),
        FormField(
            "costs.fp", "Cost of acting in vain",
            f"What it costs to act on a row that did not need it. {_COST} Left empty together with the next: costs "
            "come from the economics, or no money is shown.",
            FieldKind.COST, basic=True,
        ),
        FormField(
            "costs.fn", "Cost of a miss",
            f"What it costs to leave a row alone that needed acting. {_COST} Left empty together with the one before: "
            "costs come from the economics, or no money is shown.",
            FieldKind.COST, basic=True,
        ),
        FormField(
            "costs.tp", "Cost of acting rightly",
            f"What it costs to act on a row that needed it. {_COST} Left empty: 0.", FieldKind.COST, default="0",
        ),
        FormField(
            "costs.tn", "Cost of leaving alone rightly",
            f"What it costs to leave a row alone that needed nothing. {_COST} Left empty: 0.", FieldKind.COST,
            default="0",
        ),
        FormField(
            "capacity", "Most rows to act on",
            "At most so many rows can be acted on, of the population that the decision is for; not together with a "
            "budget. Left empty: no limit.",
            FieldKind.NUMBER, basic=True, low=0.0,
        ),
        FormField(
            "budget", "Most money for acting",
            "At most so much money can be spent on acting, for the whole population; not together with a limit of "
            "rows. Left empty: no limit.",
            FieldKind.NUMBER, low=0.0,
        ),
        FormField(
            "threshold", "Cuts in use",
            "Probabilities from 0 to 1 above which one acts today, or which are under discussion, for instance 0.2, "
            "0.5; each is priced beside the best. Left empty: none.",
            FieldKind.NUMBERS, low=0.0, high=1.0,
        ),
        FormField(
            "prevalence", "True share of the value",
            "The share (between 0 and 1) of rows to act on where the decision is for; needed when the rows were drawn "
            "by class. Left empty: the share in the table.",
            FieldKind.NUMBER, low=1e-6, high=0.999999,
        ),
        usual.UNITS,
        usual.HOLDOUT,
        usual.features("The columns to predict from. Left empty: all columns that have no other use."),
        FormField(
            "scores", "Probabilities to judge",
            "A column of probabilities from 0 to 1 that somebody else's model made; they are judged in place of a "
            "model of our own. Left empty: a model is fitted.",
            FieldKind.COLUMN,
        ),
        usual.ORDER,
        usual.GROUPS,
        usual.IGNORE,
        usual.ID,
        usual.RANGES,
        usual.CONFIDENCE_LEVEL,
        usual.fast("Leaves out the forests and the second repeat of the test."),
    ),
    needs={"costs": ("costs.fp", "costs.fn")},
    apart=(("capacity", "budget"),),
)  # fmt: skip
