"""C1: the reward is money net of wear; who forgets wear trades too much, who forgets the last "
"hour sells too early."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "What does your environment reward, what would an agent learn if wear or the last hour were forgotten, and what "
    "would each cost in money?"
)

_SELL = (
    "sell*|sale*|sold|discharg*|releas*|taking*|revenue|income|earn*|cash|money|proceeds|dollars|"
    "pays|coin*|handed|takings|till|pocket*"
)
_BUY = "buy*|purchas*|charg*|fill*|intake|outlay|cost*|bought|minus|less|net|paid|fetched|taken|outgo*"
_WEAR = "wear*|ageing|aging|degrad*|fee|tear|tiring|deprecia*|damage|age|toll|cells|scratch*|{wear_cost}"
_LAST = 'last|final|closing|23|24|"hour early"|"hour earlier"|end|ended|midnight|terminal|clock'

_DEARER_MISTAKE = "Which of the two costs more, if it says so"

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the reward",
            "The reward is money: what a sale brings, less what a purchase costs, less wear",
            (f"{_SELL} {_BUY} {_WEAR}",),
        ),
        Concept(
            "wear forgotten",
            "Without wear the agent trades too often, for spreads that wear uses up",
            (
                "trade*|take|takes|accept*|make|makes|buy|sell spread*|margin*|gap*|difference* little|below|smaller"
                '|"less than"|under|"not cover"|beneath',
                'trade*|trading|buys|sells|cycle* "too|so frequently|often|much|eagerly"|trifle*|frequently|"not '
                'pay"|"do not pay"|"any .. spread|gap|difference|trifle"',
                '"not feel|know|see|count|pay|notice" spread*|gap*|difference*|trade* every|any|all|small|tiny|below',
                'spread*|gap*|difference*|margin* "not even pay|cover|earn"',
                "shuffl* difference*|gap*|spread*",
                'chas*|haggl*|hyperactive|overtrad*|jump*|exploit*|hunt*|day-trader|"day trader"|grab* spread*|'
                "penn*|gap*|difference*|small*|wiggle*|cells|every",
                "trade*|trading|trader|churn*|flip*|cycle*|cycling|charge|switch*|swap* small*|little|every|too"
                "|narrow*|penn*"
                "|thin*|tiny|often|loss|little|gap*|each|frequent*|constantly|much|many|more|any|slight*|minor|pointless*",
            ),
        ),
        Concept(
            "what wear costs",
            "What forgetting wear costs: the profit with it and without it",
            ("{wear_paid}", "{profit} {profit_without_wear}", "{lost_without_wear}"),
        ),
        Concept(
            "the last hour forgotten",
            "Without the last hour the agent finds stored energy worthless by then: one sale at that price is lost",
            (
                f"{_LAST} never|worthless|no|lost|lose*|empty|earlier|dump*|give|gone|unload|less|short|miss*|forgo*"
                f"|before"
                "|waste*|not|early|too|unsold|unused|forfeit* hour|slot|price|sale|sell*|trade*|value|pays|energy|mwh"
                "|stock|battery",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "wear_paid",
            0.0,
            "What wear and the last hour do is told the right way round",
            (),
            (
                '"with wear .. {profit_without_wear~profit}"|"without wear|it .. {profit~profit_without_wear}"',
                '"from {profit} .. to {profit_without_wear} .. include|includes|with"|"wear not .. cost"|"wear raises'
                '|increases"',
                '"include .. wear .. {profit_without_wear~profit}"|"raises|increases .. profit"|"too cautious|timid'
                '|careful"',
                '"trade .. less|fewer|rarely|seldom|never"|"trades .. less|fewer|rarely|seldom|never"|"learn to hold'
                '|wait"',
                '"last|final hour .. no effect|influence|impact|difference"|"last hour .. irrelevant|harmless'
                '|unimportant"',
                '"hold back|skip* .. spread*|gap*|trade*"|"keep* .. battery .. full"|"worth more after"|"sale .. '
                'is won|gained"',
                '"would be|seem|earn|have {profit~profit_without_wear}"|"{profit~profit_without_wear} .. if .. '
                'wear .. forgotten|ignored"',
                '"purchase|buying brings"|"sale|selling costs"|"raises|raise|increases|improves our|the real|profit"',
                '"last hour .. earns|gains|more"|"earns {wear_paid} more"|"rewards .. high charge|full battery|energy'
                ' stored"',
                '"rewards .. stor*|holding|level"|"always full"|"without wear .. less|fewer|hold|lower"',
                '"wear .. on the purchase|buying"|"forget* .. wear .. less|fewer|cautious|lower"',
            ),
        ),
        Agreement(
            "lost_without_last_hour",
            "lost_without_wear",
            _DEARER_MISTAKE,
            (),
            ('"wear is|was .. dearer|larger|bigger|worse|costlier"', '"hour is|was the smaller|cheaper|lesser"'),
        ),
        Agreement(
            "lost_without_wear",
            "lost_without_last_hour",
            _DEARER_MISTAKE,
            (),
            ('"wear is|was the smaller|cheaper|lesser"', '"hour is|was .. dearer|larger|bigger|worse|costlier"'),
        ),
    ),
    numbers=2,
    constants=(22.0, 23.0, 24.0),
    names={
        "profit": 'net|really|ours|leaving|after|true|honest|includ*|"with wear"|real|actual*|remain*|left',
        "profit_without_wear": (
            "without|forget*|forgot*|otherwise|believe*|think*|fairy|gross|ignor*|imagin*|overstat*|before|"
            "would|paper|pretend*"
        ),
    },
)
