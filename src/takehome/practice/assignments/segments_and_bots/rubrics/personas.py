"""B3: a name for each group of people, each earned by the numbers in original units."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = "Give each group of people a name that Marketing can use, and say by which numbers it has earned it."

_CART = (
    "cart*|basket*|worth|spend*|value|dollar*|goods|purchase*|order*|buy*|money|ticket|bill|whale*|"
    "vip*|pocket*|premium"
    "|roller*|trolley|checkout|shopping|bag|spree"
)
_TICKETS = (
    "ticket*|complain*|grievance*|support|write|contact*|call*|message*|moan*|help*|issue*|request*|angry|letters|cases"
)
_RETURNS = (
    "return*|back|sent|send*|refund*|parcel*|articles|boomerang*|reject*|come|home|posted|ship*|order*|purchases|buy*"
)
_VIEWS = (
    "item*|view*|look*|product*|brows*|exhibit*|page*|article*|things|goods|window|stroll*|leaf*|click*"
    "|inspect*|see|watch*"
)

_COMPARED = "than|against|versus|other*|rest|while|whereas|but"
"""In a sentence that compares groups, the number of one may stand with the name of another."""

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the spenders",
            "A name for those with the full carts, with their mean cart in $",
            (f"{{spender_cart}} {_CART}",),
        ),
        Concept(
            "the complainers",
            "A name for those who send back and complain, with their tickets or their share of returns",
            (f"{{complainer_returns}} {_RETURNS}", f"{{complainer_tickets}} {_TICKETS}"),
        ),
        Concept(
            "the browsers",
            "A name for those who look and rarely buy, with the items that they view",
            (f"{{browser_items}} {_VIEWS}",),
        ),
    ),
    agreements=(
        Agreement(
            "spender_cart",
            -1.0,
            "Each number stands with the group that it belongs to, and the name fits it",
            (),
            (
                '"others|rest|everyone|else|everybody|remainder|other .. {spender_cart}"',
                '"{spender_cart} of|for|among|by everybody|everyone|others|the other|rest|else|remainder"',
                '"{spender_cart} .. everybody|everyone else"|"{complainer_returns} ticket*"|"spender*|vip*|whale* ..'
                ' {other_cart}"',
                '"spenders|vips|whales|pockets|premium ..'
                " {other_cart|complainer_tickets|complainer_returns|browser_items}"
                ' .. cart|basket|$|dollars|tickets|returns|items"',
                '"happy|satisfied|content|delighted|loyal|fans|engaged|best|ideal|faithful .. {complainer_returns}"',
                '"happy|satisfied|content|delighted|loyal|fans|engaged|best|ideal|faithful .. {complainer_tickets}"',
                '"happy|satisfied|loyal|engaged|faithful|silent|quiet customers|buyers|shoppers|fans|clients"',
                '"love|loves|like|likes|enjoy|enjoys .. service|us|support"|"buy|buys nearly|almost all|everything"',
                '"buy|buys everything|all"',
                '"hardly ever return|returns|send|sends"|"rarely|seldom|never return|returns|send|sends"'
                " {complainer_returns}|{complainer_tickets}",
                "happy|satisfied|faithful|keeper*|delighted|devoted {complainer_returns}|{complainer_tickets}",
                '"satisfaction"|"few items .. {browser_items}"|"always buy"|"loyal buyers"|"few tickets ..'
                ' {complainer_tickets}"',
                '"{complainer_tickets} .. happy|satisfied|satisfaction"|"{complainer_returns} .. keep|kept"',
                '"keep .. {complainer_returns}"|"{browser_items} .. tickets|returned"|"{complainer_tickets} items"',
                '"low|small|tiny|empty .. {spender_cart}"|"high|big|full|large cart .. {other_cart}"',
                f"window|browser*|looker* {{spender_cart}} !spender*|whale*|vip*|premium|{_COMPARED}",
                f"complainer*|moaner*|grumbler* {{browser_items}} !window|browser*|looker*|shopper*|{_COMPARED}",
                f"complainer*|moaner*|grumbler* {{spender_cart}} !spender*|whale*|vip*|premium|{_COMPARED}",
                f"spender*|whale*|vip* {{complainer_tickets}} !complain*|unhappy|problem*|return*|{_COMPARED}",
                f"spender*|whale*|vip* {{browser_items}} !window|browser*|looker*|{_COMPARED}",
                '"thrifty|frugal|poor|bargain|stingy .. {spender_cart}"|"big .. spender* .. {other_cart} ..'
                ' {spender_cart}"',
            ),
        ),
    ),
    numbers=3,
    names={
        "spender_cart": 'spender*|vip*|whale*|premium|"big cart"|pocket*|shopper*',
        "other_cart": "other|others|rest|everyone|everybody|elsewhere|remainder|else|remaining|against|versus",
        "complainer_tickets": "ticket*|complaint*|grievance*|requests|write|messages|letters|cases",
        "complainer_returns": "return|returns|back|returned|refund*|parcels|boomerang*",
        "browser_items": "item|items|view*|look*|product*|page*|exhibit*|stroll*|window*|browse*|leaf*|articles",
    },
)
