"""A6: a column that is known only afterwards, rows that stand in both parts, and what trusting them costs."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "What was wrong with the tables before any model, how did you find it, and what would it have cost to miss it?"
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the leak",
            "says that a column is known only after the outcome",
            (
                'leak*|leaks|leakage|"target leak*"',
                '"after|once|when .. notice|left|cancel*|resign*|gone|quit|leaves" column|calls|written|filled|known',
                "retention*|retention_calls|calls|column after|afterwards|notice|future|outcome|churn|know*|answer"
                "|later",
            ),
        ),
        Concept(
            "the copies",
            "says that rows stand in both training and test",
            (
                "duplicat*|copy|copies|copied|repeat*|identical|twice train*|test|split|both|row*",
                "duplicat*|copies|copied",
            ),
        ),
        Concept(
            "how it was found",
            "says what showed it: a score too good to be true, a comparison, a count",
            (
                '"too good"|suspicious*|compar*|correlat*|auc|count*|duplicated|merge*|join*|check*|without|dropp*|'
                "drop|removed|removing|jump*|fell|falls|meaning|asked|dictionary|description",
            ),
        ),
        Concept(
            "what missing it costs",
            "says what a model that trusts the tables would promise and not keep",
            (
                "promis*|optimis*|inflat*|overstat*|flatter*|overestimat*|mislead*|fool*|useless|fail*|collaps*",
                "cost*|lose|lost|losing|money|$|dollar* miss*|model|production|use|real*|live|expect*|budget*|more",
                'brag*|bragged|boast*|"looked like geniuses"|"never seen|seen again"',
                "would have|otherwise wrong|cut|praise*|spent|paid",
                "auc instead|from|drops|falls|fell|only|really|real*|production|without",
            ),
        ),
        Concept(
            "scale, drift and paradox",
            "on level 3 also: logarithms, the price rise, tickets within plans",
            (
                "log|logarithm*|exp|exponent*",
                "drift*|shift*|moved|rose|rise bill*|monthly_bill|price*|test",
                "simpson*|plan|plans|within ticket*|support*|revers*|paradox",
            ),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "optimism",
            0.0,
            "whether the leaking column makes a model look better or worse than it is",
            ('leak*|retention*|calls "looks better"|inflat*|"too good"|optimis*|flatter*',),
            ('leak*|retention*|calls "looks worse"|pessimis*|deflat*',),
        ),
        Agreement(
            "auc_with_leak",
            -1.0,
            "the leak and the copies are mistakes, and each score is called by its name",
            (),
            (
                '"legitimate|valid|allowed feature|predictor|column"|"keep|kept|leave|left .. column|retention*|leak"'
                " !if !would !not !had",
                '"copies|duplicates|duplicate|leak .. harmless|fine|ok|irrelevant"|"copies|duplicates not matter|hurt"',
                '"tables|data were|are clean|fine|correct"|"nothing was wrong"',
                '"calls|retention* .. known .. before .. leav*|churn*|cancel*|outcome"|"calls cause|causes .. churn"',
                '"no paradox"|"within .. plan .. same"|"same .. within .. plan"|"apart from that .. clean|fine"',
                '"worse than it is"|"leak .. lowers|reduces .. score|auc"|"drop* .. costs|hurts"',
                '"without .. {auc_with_leak~auc_without}"',
                '"from {auc_without} .. to {auc_with_leak}" remov*|drop*|without',
            ),
        ),
    ),
    names={
        "auc_with_leak": "with|leak*|retention*|inflat*|promis*|includ*|flatter*",
        "auc_without": "without|drop*|honest|real*|true|remov*|production|exclud*|really",
    },
)
