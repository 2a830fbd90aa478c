"""A1: linearity is broken; a curve in the residuals shows it; the old servers are priced too low."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "Your residual plot has a pattern. Which assumption of linear regression does it break, how do you see it, and "
    "what does it cost us for the servers older than 8 years?"
)

FUNNEL_LIMIT = 1.5
"""Noise 1.5 times as wide at one end as at the other would be a funnel worth repairing."""

_BROKEN = (
    "violat*|broken|break*|broke|breach*|fail*|hurt*|wrong|problem*|gone|infring*|unmet|untenable|suffer*|collapse*"
    '|"not hold"|"not met"|"not satisfied"|"not fulfilled"|"not given"|"not valid"|"not true"|"falls over|down|apart"'
)
_OLD = (
    "old*|age|aged|ageing|aging|8|eight|veteran*|elderly|legacy|senior*|oldies|vintage|ancient|{old_bias}|long-serving"
)
_LOW = (
    '"too low|little|cheap|cheaply|small|short|optimistic*"|underestimat*|underpric*|underpredict*|undercharg*'
    "|underbill*"
    "|underbudget*|underquot*|understat*|undervalu*|undershoot*|underforecast*|undercost*|short|shortfall|unbilled"
    '|"under charg*|estimat*|predict*|pric*|bill*|shoot*|quot*"|unbudgeted|uncovered'
    '|"above .. predict*|forecast*|bill*|quote*|charge*|estimate*|line|model|fit*"|"more than .. predict*|forecast*'
    "|bill*"
    '|quote*|charge*|estimate*|line|model|think|say*|believe*|expect*|budget*"|"below .. true|truth|actual*|real*'
    '|cost*"'
    '|"higher than .. predict*|forecast*|estimate*|line|model|say*|expect*"|"dearer|pricier than .. '
    "predict*|line|model"
    '|say*|think*|expect*"|"less than .. cost*|actual*|really"|"lose|losing|lost|losses .. {old_bias}"|"lose|losing'
    '|lost .. each|every|per"'
    '|"{old_bias} .. missing|extra|lost|more|above|gap"|"give away"|subsidi*|"on top of"|"miss*|lack* .. {old_bias}"'
)
_HIGH = (
    '"too high|much|dear|expensive|pessimistic"|overestimat*|overpric*|overpredict*|overcharg*|overbill*|overstat*'
    '|overquot*|overshoot*|overbudget*|"over charg*|estimat*|predict*|pric*|bill*|shoot*|stat*"|cheaper'
    '|"less than .. predict*|forecast*|bill*|quote*|charge*|estimate*|line|model|think|say*|believe*|expect*"'
    '|"below .. predict*|forecast*|bill*|quote*|charge*|estimate*|line|model"'
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "linearity",
            "Linearity is the assumption that is broken",
            (
                'linearity "can not"|grows|plane|straight|accelerat*|fails|because|since|effect !violat* !hold* '
                "!fine !ok !okay !met !intact !broken",
                'same|constant|equal|fixed amount|increment|sum|step "each|every|per|extra year|birthday" '
                "presum*|snowball*|compound*|suppos*|demand*",
                '"additive|linear relation*|link|effect" not|wrong|fail*',
                f"linearity|linearly|linear {_BROKEN}",
                "linearity assumption|culprit|victim|one|broken|this|that|answer|first|here",
                "linearity|nonlinearity <5",
                '"against|contradict*|contradicts linearity|linear"',
                f'"linear relation*|assumption|form|model|trend|dependence|effect" {_BROKEN}',
                f'"straight line" {_BROKEN}',
                'nonlinear*|curvilinear*|misspecif*|"not linear"|"not a straight"|"no straight"|"wrong shape|form"',
                '"shape .. wrong"|"form .. wrong"|"functional form"|"not .. straight line"|"straight line .. not|can"',
                '"weighted sum" fail*|wrong|broken|not',
                'same|constant|equal|fixed amount|increment|step|slope|price "each|every|per|extra year|birthday" '
                "not|wrong|insist*|assum*",
                "ruler|lath curv*|bend*|bent|banana|shaped|bow*",
                'straight|linear "can not follow|capture|fit|bend|describe|catch|model|track"|miss*',
                "linear|straight line|model|relation* exponential*|curve*|bend*|quadratic*",
            ),
        ),
        Concept(
            "how it shows",
            "A curve in the residuals shows it: their mean moves, where a straight line would leave it at zero",
            (
                "residual*|error*|cloud|plot|point*|leftover*|scatter|pattern|picture|miss|misses|they|it|dots|band "
                "curv*|bend*|bent|smile*|bowl|arc|arch|parabol*|banana|bow|bows|bowed|valley|hammock|u|ushape*"
                "|horseshoe"
                "|sag*|wave|cup|hook*",
                '"u shape*"|"u like"|"like a u"|"u form*"',
                "positive|above|plus|up|high|over|under ends|end|edges|edge|both|either|right|left|sides|side"
                "|extreme*|low|high"
                "|rim negative|below|minus|down|low|dip*|under|between|middle|centre|center",
                '"mean|average .. residual*|errors" "depends|moves|changes|drifts|differs|not zero|not constant|rises"',
                "residual*|error* systematic*|trend* middle|end*|old*|age|fitted|predict*|large|high",
            ),
        ),
        Concept(
            "what it costs",
            "What the straight line misses on servers older than 8 years, in $/h",
            (f"{{old_bias}} {_OLD}", f"{{old_bias}} {_LOW}|{_HIGH}"),
        ),
        Concept(
            "not a funnel",
            "The noise is about as wide everywhere, so this is not unequal variance",
            (
                "width|spread|noise|scatter|band|variance|thick*|wide constant|same|equal*|alike|even|similar|fine"
                "|steady"
                "|stable|uniform|unchanged|{spread_ratio}",
                '"no|not a funnel"|"no widening"|"not .. funnel"',
            ),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "old_bias",
            0.0,
            "Whether the line prices the old servers too low or too high",
            (f"{_OLD} {_LOW}",),
            (f"{_OLD} {_HIGH}",),
            claimed=True,
        ),
        Agreement(
            "spread_ratio",
            FUNNEL_LIMIT,
            "Whether the noise widens (a funnel, unequal variance) or keeps its width",
            (
                '"homoscedasticity|homoskedasticity|variance .. violat*|broken|breaks|broke|fail*|breach*|hurt"',
                '"violat*|breaks|broke|break|breach* .. homoscedasticity|homoskedasticity|variance"',
                'heteroscedastic*|heteroskedastic*|"unequal variance"|"nonconstant variance"',
                '"variance|spread|noise|scatter|band|width .. grows|widens|increases|widen|grow|increase"|"fans out"',
                '"broken|violated|hurt|breaks|violates is .. homoscedasticity|homoskedasticity|variance"',
                '"errors|residuals get|become|grow .. bigger|larger|wider"',
                '"see|shows|is|has|clear|classic|typical|distinct|like .. funnel"|"funnel shape*"',
            ),
            (
                '"no funnel"|"not .. funnel"|"no widening"|"hardly|barely .. changes|widens|varies"|'
                "homoscedastic|homoskedastic",
                '"homoscedasticity|homoskedasticity|variance .. fine|hold*|intact|constant|ok|same"',
                "width|spread|noise|scatter|band|thick* constant|same|equally|alike|similar|wide|steady|stable|uniform",
            ),
        ),
        Agreement(
            "rmse",
            -1.0,
            "The broken assumption is linearity, none of the others",
            (),
            (
                '"independence|normality|multicollinearity|autocorrelation .. violat*|broken|breaks|broke|fail*'
                '|breach*"',
                '"violat*|breaks|broke|break .. independence|normality|multicollinearity"',
                '"linearity .. holds|fine|intact|ok|okay|satisfied|met|unharmed"|"relation* .. is linear"',
                '"linearity .. is not|never violated|broken|hurt|problem|issue"|"pay|charge|bill .. more than .. '
                'costs"|"cancel out"',
                '"not normal|normally"|"not independent"|autocorrelat*',
            ),
        ),
    ),
    numbers=1,
    names={
        "rmse": 'rmse|"root mean"|"typical miss|error"|"all boxes|servers|machines"|"test error"',
        "old_bias": 'old*|age|8|eight|veteran*|bias|ageing|aging|"too low|little|cheap|high|dear"|under*',
    },
)
