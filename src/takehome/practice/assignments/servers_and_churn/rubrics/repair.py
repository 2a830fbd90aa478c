"""A2: let Age bend and leave the rest straight; say why; price a gigabyte and the ninth year."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "How did you repair the model, why this way and not another, and what do one more GB of memory "
    "and the ninth year "
    "of age now cost?"
)

_AGE = "age|ageing|aging|old*|year*|birthday*|service|{year_8_to_9}"
_BEND = (
    "exp|exponential*|cubic*|quadratic*|square*|polynomial*|spline*|nonlinear*|curv*|bend*|bent|"
    "piecewise|pieces|knots"
    "|gam|boost*|tree*|forest|compound*|steepen*|interaction|hinge*|smooth*|gradient|nls|power|basis|flexible"
    "|accelerat*"
    '|nonparametric|additive|progressive*|"dearer and dearer"|"more and more"|"interest on interest"'
)
_GB = "gb|gigabyte*|gig|gigs|ram|memory|mem"
_NINTH = (
    'ninth|9|nine|9th|{year_8_to_9}|"8 to 9"|"8→9"|"eight to nine"|"between 8 and 9"|"from 8"'
    '|"from eight"|"eighth birthday"'
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the repair",
            "Age (or the cost that comes with it) may bend: an exponential, a polynomial, a spline, trees",
            (f"{_BEND} {_AGE}|it|term", f"{_BEND} cost*|model", '"slope .. steepen*|grow*|change*"'),
        ),
        Concept(
            "why this way",
            "Why this way: where the bend was, or why another repair was rejected",
            (
                "log|logarithm*|ratio|boost*|tree*|forest|polynomial|weights|transform*|blackbox|box|wls|squashing"
                "|gamma"
                "|glm|alternative*|other*|spline*|cubic|quadratic reject*|not|would|worse|because|since|but|no|"
                "instead"
                "|rather|multiplicat*|multiply|overfit*|extrapolat*|black|harder|nobody|than|lose|too|also|wrong|"
                "beat*",
                "residual*|bend*|bent|curv*|pattern|plot|leftover*|bowed along|only|alone|against|with|in|sits age"
                "|years",
                "memory|cpu|ram|inputs|other|others|rest|everything|processors straight|linear|additive|untouched"
                "|alone|flat"
                "|proportional|constant|same",
                '"interpretable|readable|explainable"|"price per gb"|"read off"',
            ),
        ),
        Concept(
            "a gigabyte",
            "What one more GB of memory costs, in $/h",
            (f"{_GB} {{memory_per_gb}}",),
        ),
        Concept(
            "the ninth year",
            "What the ninth year of age costs, in $/h",
            (f"{{year_8_to_9}} {_NINTH} {_AGE}|→",),
        ),
        Concept(
            "how much better",
            "How much smaller the error on the test rows is",
            ("{rmse_line} {rmse_repaired}",),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "memory_per_gb",
            0.0,
            "Whether one more GB makes a server dearer or cheaper",
            (
                f"{_GB} {{memory_per_gb}} cost*|more|dearer|add*|rais*|increas*|plus|for|extra|expens*|up|pay|=|is"
                f"|tariff"
                "|price|+|at",
            ),
            (
                f'"{_GB} .. cheaper|saves|lowers|reduces|decreases|falls|less|saving"',
                '"{memory_per_gb} .. cheaper|less|lower|saved|saving"',
            ),
        ),
        Agreement(
            "year_8_to_9",
            0.0,
            "Whether the ninth year makes a server dearer or cheaper",
            ("{year_8_to_9} cost*|more|dearer|add*|rais*|increas*|plus|extra|up|pay|=|is|another|for|at",),
            (
                '"year|age|ninth|nine|9 .. falls|fall|cheaper|saves|lowers|reduces|decreases|drops|less|sinks"',
                '"{year_8_to_9} .. cheaper|less|lower|saved"|"written off"',
            ),
        ),
        Agreement(
            "rmse_line",
            -1.0,
            "The repaired model has the smaller error, and each number is called by its name",
            (),
            (
                '"from {rmse_repaired} .. to {rmse_line}"',
                '"{memory_per_gb} .. ninth" !and|{year_8_to_9}',
                '"ninth year .. {memory_per_gb}" !and|{year_8_to_9}',
                '"gb|gigabyte .. {year_8_to_9}" !and|{memory_per_gb}',
                '"rmse .. {memory_per_gb|year_8_to_9}"',
                '"log .. is|was .. best|right|better"',
                '"took|take|used|use|chose|taking|applied .. logarithm|log of .. cost|costs|target|price" !would '
                "!not !instead"
                " !rather !than !reject* !but",
            ),
        ),
    ),
    numbers=2,
    names={
        "memory_per_gb": "gb|gigabyte*|memory|ram|gig|gigs",
        "year_8_to_9": "ninth|9|9th|nine|year|years|birthday*",
        "rmse_line": "was|from|before|line|straight|linear",
        "rmse_repaired": "now|to|after|repaired",
    },
)
