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
                '{duplicates} "second time"|"too many"',
                "{duplicates} row*|user*|record*|line* same|identical|equal|already",
            ),
        ),
        Concept(
            "how",
            "says how it was found: by the User column, by counting or comparing",
            (
                "user*|id|ids|identifier* count*|compar*|unique|distinct|nunique|group*|check*|duplicated|same|equal",
                "duplicated|drop_duplicates|nunique|value_counts",
                "id|ids look*|search*|sort*|turned",
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
                "{email_waste}",
                "{spenders_once} {spenders_exported}",
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
                '"duplicat*|copies|repeat* .. harmless|fine|ok|irrelevant"|"duplicat*|copies not matter|hurt|change"',
                '"save|saved|saving|gain|gained|earn|earned .. {email_waste}"',
                '"keep|kept .. duplicat*|copies|repeat*" !not !once',
                '"{spenders_once} .. instead of {spenders_exported}"',
                '"bots are .. duplicat*|copies"|"duplicat*|copies are .. bots"|"second purchase"',
            ),
        ),
        Agreement(
            "reversed",
            0.5,
            "whether the channels' order is reversed within the groups",
            ("simpson*|paradox|reverse|reversed|reverses|flips|flipped|opposite",),
            ('"same|equal order|channel|direction" within|group*|segment*', '"no paradox"'),
        ),
        Agreement(
            "reversed",
            0.5,
            "where the channels' order is reversed within the groups, that it is",
            (
                "simpson*|paradox|revers*|flip*|opposite|turned|invert*|swap* channel*|app|web|order|within|group*",
                "app|web inside|within|same|each|every|like group*|segment*|kind|people",
            ),
            (),
            claimed=True,
        ),
        Agreement(
            "drift_growth",
            0.05,
            "where a feature moves with the weeks, that it does",
            (
                "drift*|chang*|grow*|grew|grown|larger|higher|increase*|shift*|jump*|ris*|rose|more|% week*|time|late|"
                "later|period*|month*",
            ),
            (),
            claimed=True,
        ),
        Agreement(
            "drift_growth",
            0.05,
            "whether a feature moves with the weeks",
            (),
            ('"no drift|shift"|"weeks .. show|shows nothing"|"no feature .. jumps|drifts|moves|changes"',),
        ),
    ),
    names={
        "spenders_exported": "export*|counted|duplicat*|raw|apparent*|appear*|seem*|before",
        "spenders_once": "once|unique|really|real|reality|true|without|only|distinct|different|after|actual*",
    },
)
