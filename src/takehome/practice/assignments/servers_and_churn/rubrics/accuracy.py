"""A3: how many leavers the model caught, and why a rare class makes accuracy worthless."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "Your accuracy looks excellent. How many of the customers who left did the model catch, and why is accuracy a "
    "dangerous number here?"
)

_CAUGHT = (
    "catch*|caught|flag*|found|find*|identif*|detect*|spot*|recogni*|recall|sensitivity|hit*|of|out|positives|captur*"
    "|seen|saw|warn*|predict*|notice*|pointed|foresaw|foreseen|coming"
)
_NOBODY = (
    '"nobody|none|noone .. leaves|leave|churns|left|goes|churn|leaving"|"no one"|"nobody leaves"|"do nothing"|"always'
    " .. stay*"
    '|no|zero|0|majority"|"everybody|everyone|all .. stays|stay|remain*|loyal"|majority|baseline|'
    "dummy|constant|trivial"
    '|naive|{accuracy_nobody}|"they will stay"|"stopped clock"|"without .. model"|"no model"|"never .. churn*|leave*'
    '|any*"'
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "how many were caught",
            "How many of the customers who left the model caught: the count of all of them, or the share (recall)",
            (
                '"{fn} left|went without"',
                '{fn} "not found|caught|flagged|detected|noticed|seen|recognised"',
                f"{{tp}} {_CAUGHT}",
                f"{{recall}} {_CAUGHT}",
                "{fn} miss*|slip*|overlook*|undetect*|escap*|unseen|lost",
            ),
        ),
        Concept(
            "the idle rule",
            "A rule that says nobody leaves is nearly as accurate",
            (
                f"{{accuracy_nobody}} {_NOBODY}",
                f"{_NOBODY} same|nearly|already|almost|as|also|close|better|reach*|get*|score*|beat*|right|accura*"
                f"|only|just",
            ),
        ),
        Concept(
            "why accuracy deceives",
            "Most customers stay, so accuracy counts mostly them: the classes are imbalanced",
            (
                '"churners|leavers|churn .. 5|10|four|five|six|seven|eight|nine|ten"|"5|10 percent|% .. churn*|'
                'leave*" "without .. catching"|one|rows|test|only|about|just',
                'huge|vast|big|bulk|crowd|overwhelming* stay*|loyal|"never going"|happy|remain*|class',
                "few|handful|minority|small leave*|churn*|left|quit|cancel* accuracy|score|number|count*|hardly|mark",
                "imbalanc*|unbalanc*|skew*|rare|rarely|minority|majority|lopsided|uneven",
                "most|majority|nearly|mostly|numerous|dominat*|many|nine|90|driven|mainly|drown* customer*|stay*"
                "|loyal|people"
                '|"true negatives"|negatives|easy|happy|class|stayers|{tn}|remain*',
                '"one|1 .. ten|10"|"10 %|percent .. churn*|leave*|left"|"few .. churn*|leave*|left"|"only .. churn*'
                '|leave*|left"',
                "{tn} negatives|stay*|easy|loyal|happy",
                '"hardly|scarcely|barely anyone|anybody|any" goes|go|leave*|quit*|churn*|cancel*',
                '"times less|fewer .. leavers|churners"|"less|fewer leavers|churners"',
            ),
        ),
    ),
    agreements=(
        Agreement(
            "recall",
            0.5,
            "Whether the model catches most of those who left, or misses most",
            (
                '"catches|catch|caught|found|finds|flagged|identified|detects|detected .. most|nearly all|almost all'
                '|majority"',
                '"most of the churners|leavers|customers .. caught|found|flagged|detected"|"high recall"|"recall ..'
                ' high|good"',
                '"misses|missed|miss|overlooks .. only|few|just|merely"|"only {fn} .. missed|slip*|escaped|lost"',
            ),
            (
                '"misses|missed|miss|overlooks .. most|majority|nearly all|almost all|four fifths|three quarters"',
                '"most .. missed|slip*|escaped|undetected|unseen|not caught"|"low recall"|"recall .. low|poor|bad'
                '|only"',
                '"catches|catch|caught|found|finds|flagged .. hardly|few|barely|only|just|handful|fraction|'
                'minority" !miss*',
                '"hardly|barely|scarcely .. catches|catch|any|caught|finds|{tp}"|"catches hardly any"',
                '"only {tp} .. caught|found|flagged|churn*|leav*|left|of"',
            ),
        ),
        Agreement(
            "accuracy",
            -1.0,
            "Each count is called by its name, and accuracy is not called trustworthy",
            (),
            (
                '"caught|catches|catch|found|finds|flagged|identified|detected .. {fn~tp|fp~tp|tn~tp}"',
                '"missed|misses|miss|overlooked .. {tp~fn} .. of"|"missed|misses|miss|overlooked {tp~fn}"',
                '"{fn~tp} were|was|are|have .. caught|found|flagged|detected|identified"|"recall ..'
                ' {accuracy|accuracy_nobody}"',
                '"{tp~fn} were|was|are|have .. missed|overlooked|slipped|escaped"|"{accuracy~recall} of the '
                "churners|leavers"
                '|customers who left"',
                '"accuracy .. is|remains|stays .. reliable|right|best|safe|trustworthy|good metric|measure|harmless'
                '|fair"',
                '"{accuracy~accuracy_nobody} .. nobody|idle|baseline|majority"|"classes are balanced"|"not .. '
                'dangerous"',
                '"churners|leavers are|were .. majority|numerous|most"|"most|nearly all customers|people|users leave|'
                'churn|cancel|left" !who',
                '"everybody|everyone is|as|a leaver|churner"|"everybody|everyone leaves|churns"|"accuracy .. '
                "solid|yardstick|"
                "proves|proof|honest"
                '|informative"|"learned .. lot"',
                '"nobody|noone .. reach|reaches|gets|get|has|gives|scores|score {!accuracy_nobody}" !point* !less',
                '"accuracy|it .. ignores|neglects|ignore .. true negatives|stayers"',
                '"accuracy .. can .. trusted|used"|"trust .. accuracy"|"accuracy .. what counts"|"good enough"',
                '"catches|caught|finds|found .. every|all churners|everybody"',
            ),
        ),
    ),
    numbers=2,
    names={
        "tp": "caught|catch*|flag*|found|find*|identif*|detect*|spot*|hits|positives",
        "fn": '"left without|silently"|miss*|slip*|overlook*|undetected|escape*|unnoticed|unflagged',
        "fp": 'needless*|wrongly|"false alarm|alarms|positive|positives"|vain|unnecessarily',
        "accuracy_nobody": 'nobody|idle|baseline|dummy|majority|"do nothing"|stopped|trivial|constant|'
        "naive|everybody|stay",
    },
)
