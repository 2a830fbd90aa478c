"""B5: users who are exported twice, how that was found, and what missing it would have cost."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

RUBRIC = Rubric(
    "What was wrong with the table before any model, how did you find it, and what would it have cost to miss it?",
    (
        Concept(
            "duplicates",
            "says that users stand in the table twice",
            (
                '{duplicates} duplicat*|repeat*|twice|double*|copies|copied|again|"two times"|"more than once"',
                "{duplicates} row*|user*|record*|line* same|identical|equal|already",
            ),
        ),
        Concept(
            "how",
            "says how it was found: by the User column, by counting or comparing",
            (
                "user*|id|ids|identifier* count*|compar*|unique|distinct|nunique|group*|check*|duplicated|same|equal",
                "duplicated|drop_duplicates|nunique|value_counts",
                "user*|id rows|export* different|fewer|more|repeat*|twice",
            ),
        ),
        Concept(
            "cost",
            "says what missing it would have cost, in money or in a wrong number",
            (
                "cost*|dollar*|$|money|budget*|pay|paid|waste*|price*",
                "inflat*|overcount*|overstat*|overestimat*|exaggerat*|bias*|wrong|large|high"
                " size*|mean*|average*|share*|group*|spender*|count*|number*",
                '"instead of" {spenders_once}|{spenders_exported}',
            ),
        ),
        Concept(
            "simpson",
            "says that the channels' order is reversed within the groups",
            ("simpson*|paradox|revers*|flip*|opposite|confound*|turns channel*|app|web|returns|within|group*",),
            needed=False,
        ),
        Concept(
            "drift",
            "says that a feature changes with time",
            ("drift*|chang*|grow*|grew|larger|higher|increase*|shift*|jump*|rise*|rose|upward* week*|time|late|later",),
            needed=False,
        ),
    ),
    (
        Agreement(
            "duplicates",
            0.5,
            "whether users stand in the table twice",
            (),
            (
                '"no duplicates|duplicate|repeats"|"without duplicates"|"no repeated|duplicated rows|users"',
                '"nothing was|is wrong"|"export|table|data is|was fine|clean|correct|right"',
            ),
        ),
        Agreement(
            "reversed",
            0.5,
            "whether the channels' order is reversed within the groups",
            ("simpson*|paradox|reverse|reversed|reverses|flips|flipped|opposite",),
            ('"same|equal order|channel|direction" within|group*|segment*',),
        ),
    ),
)
