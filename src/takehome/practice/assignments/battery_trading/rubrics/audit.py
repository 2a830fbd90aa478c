"""C6: Forecast is the price itself; a plan on it promises money that will not come."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "What was wrong with the table before any model, how did you find it, and what would it have cost to miss it?"
)

_LEAK = (
    "leak*|future|actual|realised|realized|settled|itself|afterwards|hindsight|copy|copies|same|identical|backfill*"
    "|later"
    "|known|knows|cheat*|peek*|impossible|true|contain*|equal*|real"
)
_ERROR = "error*|differ*|miss*|deviat*|distance|residual*|gap|apart|{forecast_error}"
_TINY = "cent|cents|small*|tiny|low|lower|only|too|just|near*|almost|zero|perfect*|{forecast_error}"

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the leak",
            "Forecast is the price itself, known only afterwards",
            (
                f"forecast* {_LEAK}",
                '"made|written|filled|built|derived|computed|taken|came" "price afterwards"|"from|after|with .. price"',
                '"has the print|price|answer"',
                '"price|answer|future .. already known"|"knows|saw|contains .. price|answer|future"',
            ),
        ),
        Concept(
            "how it was found",
            "Its error, or a plan on it, is too good to be true",
            (
                f"{_ERROR} {_TINY}",
                "correlat*|compar*|plot*|scatter*|check*|subtract*|regress* forecast*|price*|column*",
                'perfect*|suspicious*|unbelievabl*|implausib*|"too good"',
            ),
        ),
        Concept(
            "what it costs",
            "The backtest promises money that will not come: the plan on Forecast against the honest plan",
            ("{promised} {honest}", "{missed}", "promis*|backtest*|paper|overstat* {promised|honest}"),
        ),
        Concept(
            "drift",
            "The dear hours of the judged week are others than before",
            ("drift*|move*|shift*|later|earlier|change* hour*|peak*|pattern*|week|spell*",),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "leaking",
            "Forecast",
            "The leaking column is Forecast; Load and Wind follow the hour and the weather",
            (),
            (
                '"load|wind leaks"|"load|wind is the leak"|"leaking column is load|wind"|"load|wind knows the future"',
                '"no leak"|"nothing was wrong"|"nothing wrong"|"forecast is honest|fine|good"|"can trust forecast"',
                '"honest plan .. {promised~honest}"|"plan on forecast .. {honest~promised}"',
                '"forecast|column .. excellent|reliable|trustworthy"|"good forecast"|"forecast is known" !too !not'
                " !never",
                '"keep|kept|keeping|use|trust .. forecast" !not !would !never !who !whoever !if',
                '"pessimistic|understat*"|"{missed} .. more profit|earned|gained"|"gain|gained|earn {missed}"',
                '"forecast error|error .. large|high|big" !too !not',
            ),
        ),
        Agreement(
            "lost_to_drift",
            1.0,
            "where the dear hours of the judged week moved, that they did",
            ("drift*|mov*|shift*|later|earlier|chang*|elsewhere hour*|peak*|pattern*|week|day|days",),
            (),
            claimed=True,
        ),
        Agreement(
            "lost_to_drift",
            1.0,
            "whether the dear hours of the judged week moved",
            (),
            ('"no drift|shift"|"not drift|moved|move|shift"|"same hours .. before"|"no effect"',),
        ),
    ),
    numbers=2,
    constants=(24.0, 7.0),
    names={
        "promised": "promis*|backtest*|forecast|paper|leak*|fak*|apparent*",
        "honest": "honest*|really|real|realistic*|past|average|mean|without|actual*|clean|deliver*",
        "missed": "gap|differ*|miss*|never|overstat*|lost|phantom",
    },
)
