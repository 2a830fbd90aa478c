"""C2: the update moves an estimate part of the way to reward plus best future; the proof is the exact optimum."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "Explain the update in your own words and prove that the agent has learned: how close does its schedule come to "
    "the best possible?"
)

_PROFIT = "profit~optimum"
_OPTIMUM = "optimum~profit"

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the target",
            "The update compares the old estimate with the reward plus the best value of what follows",
            (
                'reward "best .. get|gets|have|expect|follows"',
                "earned|earns|got|reward|gained|cash add|plus|and|sum best|most|highest expect*|leads|next|where|then",
                'hunch|guess|opinion|value|entry|estimate "you|i|it landed|lands|reach|ends"|brightest|rosiest|'
                "promising|best collect*|cash|got|earned|reward*|hour|brought",
                '"what .. got|brought|earned|received|made|pays"|"i|it got|get|received|earned|gained"|payout|'
                "takings|proceeds|reward* next|landed|lands|reachable|follow*|future|then|thereafter|state|ahead|"
                "later|tomorrow",
                "reward*|cash|money|earned|payoff|profit|brought|received|income next|future|following|follows|later"
                "|ahead"
                "|afterwards|subsequent|onward*|tomorrow|remaining|successor|rest",
            ),
        ),
        Concept(
            "the step",
            "It moves only part of the way",
            (
                'part|fraction|step|alpha|"some way"|portion|partly|little|bit|toward*|closer|percentage|'
                "slightly|nudg*"
                '|"learning rate"|blend*|average* old|guess*|value*|estimate*|expectation|opinion*|table|entry|target'
                "|error|gap"
                "|surprise|difference|sum|scribble|it|he|correct*|number|belief|q|move*|pull*|shift*|hunch*",
            ),
        ),
        Concept(
            "its profit",
            "What the agent's schedule earns without random moves, in $ or as a share of the best",
            ("{profit}", "{share} optim*|best|possible|ceiling|maximum"),
        ),
        Concept(
            "the best possible",
            "What the best possible schedule earns, and how that is known",
            (
                '{optimum} backward*|beyond|"get beyond"|conceivable|unbeatable|ideal',
                "{optimum} dynamic*|backward*|induction|exact*|planner|program*|solver|brute|bound|ceiling|best"
                "|possible"
                "|optim*|maximum|perfect*|exceed|limit|enumerat*|max|most|highest"
                "|tops|solved|ceiling",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "optimum",
            -1.0,
            "The agent has learned, the optimum is not below its profit, the update moves towards the target",
            (),
            (
                '"above|over|beyond .. optimum|best|bound"|"beats|exceeds|surpasses|outperforms .. optimum|best|bound"',
                f'"optimum|ceiling|bound of|is|= {{{_PROFIT}}}"|"profit|earns|schedule of|is|=|earns|brings'
                f' {{{_OPTIMUM}}}"',
                '"not learn*"|"not .. learn* anything|much"|"practically random"|"no better than random"|"learned'
                ' nothing"',
                '"future|next .. ignored|neglected|discarded|irrelevant"|"ignor*|neglect*|without|forget* .. future'
                '|next|follow*"|"away from .. target|reward"',
                '"replaces .. value .. reward"|"only .. immediate reward"|"only .. share|percent|% .. optimum"|"far'
                ' from .. optimum"',
                '"smallest|worst|lowest|minimal|minimum|least|poorest value|estimate|guess|entry|opinion|q|one|'
                'prospect"',
                '"replac* in full"|"entirely|completely|fully replac*|overwrit*"',
                '"schedule|agent|greedy|policy makes|earns|gets|brings|reaches {optimum~profit}"|"best possible '
                '.. {profit~optimum}"',
                '"minus|less the best|largest|maximum|maximal|highest"|"beats|exceeds|surpasses the .. optimum|'
                'best|maximum"',
                '"impossible .. compute|know"|"training curve .. so|therefore|hence"',
                '"training curve|mean .. proves|prove|proof" !alone !no',
            ),
        ),
    ),
    numbers=2,
    names={
        "profit": (
            "makes|make|earns|earned|agent|greedy|brings|reach*|achiev*|learnt|learned|policy|plays|gets|"
            "pocket*|plan|mine|ours"
        ),
        "optimum": (
            "optim*|best|dynamic|programming|backward*|induction|ceiling|maximum|bound|exact*|possible|"
            "planner|perfect*|solver|most|highest|beyond|exceed*|limit|cap|enumerat*"
        ),
    },
)
