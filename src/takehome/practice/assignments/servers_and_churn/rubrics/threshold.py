"""A4: a missed leaver is dearer than a wasted contact, so the threshold goes down and more people are contacted."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "Which threshold do we use, should we contact more people or fewer than at 0.5, and what is it worth in money?"
)

_CONTACT = (
    "contact*|call*|mail*|email*|write|writing|people|customer*|campaign*|reach*|circle|net|address*|message*|target*"
    "|spam"
    "|offer*|phone*|letter*|audience"
)
_MORE = '"more|wider|larger|bigger|broader|additional|extra"'
_LOWER = 'lower*|below|reduc*|drop*|down|smaller|aggressive*|"far below"|under|decreas*|left|low'

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the threshold",
            "Which threshold to use",
            (
                'odds|chance|likelihood|"as soon as"|above|beyond|from {threshold}',
                "threshold|cut*|cutoff|trigger|limit|bar|use|at|to|line|score*|probability|risk|choose|set|pick"
                " {threshold}",
                '"{threshold}"',
            ),
        ),
        Concept(
            "why",
            "Why: a customer lost costs more than a contact in vain",
            (
                "pointless|superfluous|useless|unnecessary|vain|wasted|needless {contact_cost}",
                'goodbye|departure|"lost customer"|leaver|churner {customer_value}',
                'dearer|costlier|"more expensive"|times|pricier churner*|leaver*|lost|miss*|goodbye',
                "{customer_value} {contact_cost}",
                "miss*|lost|lose|losing|fn|negative*|departure|leaver|churner expensive|dear*|cost*|worth|hurt*|more"
                "|times "
                "contact*|fp|positive*|message|mail|email|call|offer",
                'times|fold|ratio "false negative*"|miss*|lost|departure "false positive*"|contact*|message|mail|call',
            ),
        ),
        Concept(
            "more or fewer",
            "Whether to contact more people than at 0.5 or fewer",
            (
                "cast*|throw* net wide|wider|larger",
                '"more than at|now|before|today"',
                "ring*|dial*|phone*|knock* wider|sooner|more|earlier|fewer",
                f"{_MORE}|fewer|less|smaller {_CONTACT}",
                f"{_LOWER} threshold|cut*|bar {_CONTACT}",
            ),
        ),
        Concept(
            "what it is worth",
            "What it is worth: the cost at the chosen threshold against the cost at 0.5",
            (
                '"worth|save|saves|saved|saving .. {!threshold}"',
                "{cost_half} {cost_chosen}",
                "{cost_chosen} sav*|instead|less|from|cost*|against|than|versus|bill",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "threshold",
            0.5,
            "Whether to contact fewer people or more, as the threshold that costs least says",
            (
                '"fewer than at|before|now|today|half"',
                '"fewer|less people|customers|contacts|mails|calls"|"contact|call|write|mail .. fewer|less"',
                '"raise|increase|raising|higher .. threshold|cut off"|"stay .. high threshold"',
            ),
            (
                '"ring|call|dial|phone .. wider|sooner|earlier"|"more .. than at|before|now|today|half"',
                '"net wide"|"more than at|now|before|today"',
                '"more|wider|larger|additional|extra people|customers|contacts|mails|calls|circle|net|users|persons'
                '|messages"',
                '"contact|contacting|call|write|writing|mail|reach|address|target|spam .. more|wider"',
                '"lower|reduce|lowering|drop|decrease .. threshold|cut off|bar|it"|"wider circle|net|audience"',
            ),
            claimed=True,
        ),
        Agreement(
            "cost_half",
            -1.0,
            "Each sum is called by its name, and the dear mistake is the customer lost",
            (),
            (
                '"contact* .. cost* {customer_value}"|"lost|lose|leaver|churner|departure .. {contact_cost}"',
                '"from {cost_chosen} .. to {cost_half}"|"false positive* .. {customer_value}"|"false negative* ..'
                ' {contact_cost}"',
                '"false positive* are|is .. dear*|expensive|costlier|worse"|"contact* .. is|are .. dearer|costlier"',
                '"{cost_chosen} at 0.5"|"{cost_half} at {threshold}"|"stay|keep|remain|stick .. 0.5"|"keep .. default"',
                '"contact*|writing|calling|mailing everybody|everyone .. best|cheapest|right"|"being conservative"',
                '"0.5 has|costs|gives|is .. {cost_chosen~cost_half}"|"better .. contact* everybody|everyone|all"',
                '"{cost_everybody} .. nobody"|"rais* .. threshold"',
            ),
        ),
    ),
    numbers=2,
    constants=(0.2,),
    names={
        "cost_half": "0.5|half|today|currently|default|coin*|standard|usual",
        "cost_chosen": "{threshold}|chosen|mine|new|smallest|lowest|cheapest|optimal|optimum|minimum",
        "cost_low": "0.2",
        "cost_everybody": "everybody|everyone|all",
        "cost_nobody": 'nobody|"no one"|"at all"|nothing',
        "contact_cost": (
            'contact*|call|calls|mail*|email*|message*|fp|"false positive*|alarm*"|useless|vain|superfluous|'
            "letter*|offer*"
        ),
        "customer_value": (
            'lost|lose|losing|miss*|churner*|leaver*|departure*|goodbye|fn|"false negative*"|leaving'
            '|"one|a|per|each customer"|loss|departed'
        ),
    },
)
