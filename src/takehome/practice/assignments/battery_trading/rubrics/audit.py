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
        Concept("the leak", "Forecast is the price itself, known only afterwards", (f"forecast* {_LEAK}",)),
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
            ),
        ),
    ),
    numbers=2,
    constants=(24.0, 7.0),
)
