"""C3: random actions go on to the end and cost money; with changing prices the state needs the price."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "The training curve still fluctuates at the end. Why, what does that cost, and how would you change the state if "
    "prices were not the same every day?"
)

_PRICE = "price*|forecast*|quote*|predict*|tariff*|weather|market"

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "why it fluctuates",
            "Actions stay random to the end (epsilon), although the table has settled",
            (
                "blindfold*|blind|gambl*|lottery|curios*|silly|mischief move*|action*|step*|still|purpose|"
                "decision*|hour*|choice*|always",
                "epsilon|random*|explor*|dice|hat|chance|coin|greedy random*|move*|action*|{epsilon}|fixed|still|end"
                "|constant"
                "|always|noise|decision*|never|choice*|step*|hour*|turn*|doubt",
            ),
        ),
        Concept(
            "what it costs",
            "What the random actions cost: the greedy profit less the mean of the last 100 episodes",
            ("{exploration_cost}", "{last_mean} {greedy_profit}"),
        ),
        Concept(
            "the state",
            "The state needs the current price or a forecast of prices",
            (
                'state|player|pupil|agent|add*|shown|told|tell|give "price list"|"today list|price|tariff"|"what '
                '.. power|energy .. costs"|"cost* later"|quote',
                f"state|add*|augment*|includ*|see|sees|input*|append*|extend*|enlarg*|show|know*|observ*|give|put"
                f"|enrich*|feed"
                f"|contain*|pupil|carry|tuple|look {_PRICE}",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "exploration_cost",
            0.0,
            "Exploration is why the curve fluctuates, and it costs money",
            (),
            (
                '"epsilon not .. reason|cause"|"not .. because .. epsilon|explor*"|"epsilon .. nothing to do"',
                '"explor* .. gain|brings|earns|raises|benefit|profit* .. {exploration_cost}"|"gain of'
                ' {exploration_cost}"',
                '"mean|average|last 100|last hundred .. {greedy_profit~last_mean}" !greedy',
                '"greedy|greedily|exploitation|without .. {last_mean~greedy_profit}"',
                '"not converged"|"not .. converge*"|"more episodes .. vanish|disappear|smooth*|fix"|"needs more'
                ' training"',
                '"remove|drop|delete|omit|leave .. hour|price from|out|away"|"vanish .. by itself"|"learning rate is"',
                '"costs nothing"|"no cost"|"free of charge"|"state .. stay|remain|stays|remains|keep .. same|is'
                '|unchanged"',
                '"state .. must|should|need|needs|does not .. price|forecast|contain"|"forecast|price .. '
                'confuse*|distract*|useless"',
                '"drop|remove|delete|omit the|a .. hour" !not',
                '"epsilon .. falls|decays|shrinks|goes|went|fell to zero|0"|"epsilon is|was zero|0" !if !would '
                "!were !had !should !when !with"
                " !until",
                "gives|brings|yields|adds|gain*|earns {exploration_cost} extra|more|gain*|benefit|additional|"
                "better !cost*",
                '"prices are noisy|random|volatile"|"epsilon has|plays no"|"epsilon .. no influence|effect|role"',
                '"take|leave|throw .. hour|price out"|"price would make|only|confuse"',
                '"gain from explor*"|"even raise|increase"|"with explor* .. more than without"',
                '"overfit*"|"not .. need* .. price"|"only the charge"',
                'because|since|as prices|price "different|differ|change|changing|new each|every|daily|from" '
                "!if !were !would !when !same !not !suppose",
                'explor*|epsilon|random* "hardly|barely|scarcely|no|little .. role|part|effect|influence|matters"',
            ),
        ),
    ),
    numbers=2,
    constants=(100.0,),
    names={
        "last_mean": 'last|mean|average|training|hundred|100|exploring|curve|"with dice|random*|explor*|epsilon"',
        "greedy_profit": (
            'greedy|greedily|locked|"without .. dice|random*|explor*|epsilon"|off|"no dice|explor*|random*"|'
            "exploiting|exploitation"
        ),
    },
)
