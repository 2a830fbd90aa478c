"""A5: the most important feature, its direction, and how a direction is found that an importance does not show."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "The forest is a black box. Which feature matters most, does more of it mean more churn or less, and how did you "
    "find the direction?"
)

_UP = (
    "more|higher|rise|rises|increase|increases|up|bigger|longer|larger|rising|raise|raises|grows|"
    "climbs|likelier|likely|rose|climb*|grew|jump*|soar*|higher"
    "|greater|positive*|big"
)
_DOWN = (
    "less|fewer|lower|fall|falls|decrease|decreases|down|reduce|reduces|drops|sinks|protect*|"
    "negative*|loyal*|sank|sink|fell|shrank|shrink*|dropp*|declin*"
)
_CHURN = (
    "churn*|leav*|cancel*|quit*|away|risk|probability|gone|departure*|attrition|chance|go|defect*|"
    "goodbye|exit*|wander*|fear"
)

_FEATURES = {
    "Logins_Per_Week": "login|logins",
    "Support_Tickets": "ticket|tickets",
    "Monthly_Bill": "bill|invoice",
    "Tenure_Months": "tenure",
    "Survey_Code": "survey",
}
"""The word by which a text calls each feature."""

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the feature",
            "Which feature matters most",
            (
                "{top} <4",
                '{top} "carries|has|weighs .. most|weight"|driver|decisive|decides',
                '"weighs|matters|counts most" {importance_top}',
                "{top} most|top|first|largest|highest|strongest|biggest|hardest|main|importance|important|leads"
                "|dominates"
                "|{importance_top}|number|key|ahead|winner|biggest",
            ),
        ),
        Concept(
            "the direction",
            "Whether more of it means more churn or less",
            (
                f"{{top}}|it|longer|more|big {_UP}|{_DOWN} {_CHURN}",
                f"{{effect_points}} {_UP}|{_DOWN}",
            ),
        ),
        Concept(
            "how it was found",
            "How the direction was found: partial dependence, SHAP, coefficients, churn rates by value, what-if",
            (
                "set|push*|mov*|pretend*|turn*|rais*|gave|give|fed|shift*|chang*|vary|varied|increas* every|"
                "everybody|all|each customer*|value*|row* quantile|percentile|low|few|small|high|large|0|watch*|"
                "observ*",
                "artificial*|pretend*|imagin*|aged|ag* everybody|everyone|customer*|every forest|forecast*|"
                "predict*|sink|again",
                '"as importance"|averag*|mean|varied|changing|vary* prediction*|probability|curve feature|only|alone',
                "push*|mov*|set|pretend*|turn*|rais*|gave|give|fed|shift*|chang* everybody|everyone|customer*|"
                "every|each|all averag*|mean|predict*|forest|probabilit*|again|compar*",
                '"percentile|quantile .. to .. percentile|quantile"|"10th to the 90th"',
                "knob|nudg*|dial|lever everybody|everyone|each|customer*|person",
                '"partial dependence"|pdp|shap|shapley|ale|ice|correlation|coefficient*|"what if"|counterfactual*'
                '|"churn rate*"',
                "compar*|average*|predict*|rate*|quartile*|decile*|bin*|group* low|small|few|short high|big"
                "|many|long"
                "|large",
                "permut*|simulat*|experiment*|artificial* direction|copies|check*|forecast*|predict*|data|everybody",
                "set|gets|gave|chang*|mov*|shift*|vary|varied|raised|replac* everybody|every|each|all|value*|"
                "customer*"
                "|feature "
                "predict*|average*|compar*|forest|churn*",
            ),
        ),
        Concept(
            "an importance has no sign",
            "An importance has a size and no direction",
            (
                'importance*|ranking|it|gain "no sign"|"not .. direction"|"no direction"|"not .. sign"|"always'
                ' positive"'
                '|magnitude|strength|unsigned|"how much"|size',
            ),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "direction_top",
            "increases",
            "Whether more of the top feature means more churn or less",
            (
                '"more|higher|bigger|longer|larger|big|high|long {top} .. more|higher|increases|raises|rises|likelier"',
                '"more churn"|"churn|leave|go more"|"increases .. churn|risk"|"raises .. churn|risk|probability"|'
                '"churn|probability|risk ..'
                " rises|rise"
                '|climbs|increases|grows|goes up"|"more people .. away|leave|churn"|"more likely"|"send* .. more ..'
                ' away"',
                '"many|high|long|more|frequent|big .. {top} .. leave|churn|cancel|quit|go .. more|often|likelier"',
                '"up by|about {effect_points}"|"plus {effect_points}"|"many|more|high|frequent .. {top} .. '
                'higher|more churn|risk|probability"|"the likelier he|she|they|somebody|someone|customers|people"',
                '"more he|she|they|people|customers churn|churns|leave|leaves"|"churn|churns|leave|leaves more"',
                '"higher|more|longer|bigger .. {top} .. higher|more|likelier .. churn|risk|probability|chance"',
                '"rises|rose|climbs|climbed|increases|jumps|grows|grew|up by .. {effect_points}"',
                '"risk|probability|chance .. is|was|gets higher|bigger|larger"',
                '"more .. {top} .. more likely"|"curve .. rises|rising|up|upward*"|"{effect_points} .. higher|up|more"',
            ),
            (
                '"less churn"|"fewer .. churn*|leave*"|"decreases .. churn|risk"|"lowers .. churn|risk|probability"'
                '|"less likely"',
                '"churn|probability|risk .. falls|fall|drops|decreases|sinks|goes down|shrinks"|"less probability"'
                '|"less risk"',
                '"many|high|long|more|frequent|big .. {top} .. leave|churn|cancel|quit|go .. less|seldom|rarely"',
                '"sank|sinks|sink|fell|falls|drops|dropped|shrinks|decreases|declines|down by .. {effect_points}"',
                '"risk|probability|chance .. is|was|gets lower|smaller"',
                '"higher|more|longer|bigger .. {top} .. lower|less|smaller .. churn|risk|probability|chance"',
                '"less he|she|they|people|customers churn|churns|leave|leaves"|"churn|churns|leave|leaves less"',
                '"probability|prediction|churn|risk|forecasts .. drops|drop|sink|sank|dropped"',
                '"reduces .. churn|risk|probability"|"curve .. falls|falling|down|downward*"|"{effect_points} .. less'
                '|fewer|lower"',
                '"protects|protective"|"lower churn|risk|probability"|"more loyal"|"stay longer"',
            ),
            claimed=True,
        ),
        *(
            Agreement(
                "top",
                name,
                "Which feature matters most",
                (
                    f'"{word} matters|counts|weighs|is|has|carries .. most|top|largest|biggest|strongest|main|first"'
                    " !second !next !follow* !after !third",
                    f'"most important .. is {word}"|"driver is {word}"',
                ),
                (),
            )
            for name, word in _FEATURES.items()
        ),
        Agreement(
            "importance_top",
            -1.0,
            "An importance is not read as a direction",
            (),
            (
                '"importance .. is positive .. effect|so"|"as the importance is positive"|"positive importance* ..'
                ' increase*"',
                '"from|by|in the importance" direction',
                'importance* "is|are positive" direction|tells|hence|so|therefore|means',
                '{top} "matters|counts|weighs least"|smallest|weakest',
                'direction "height|length|sign .. bar|bars|importance"',
                '"positive importance .. means|pushes|raises"|"direction .. read from"',
                '"importance* .. tells|shows|gives .. direction|sign"|"all of them increase"|"all features ..'
                ' increase"',
            ),
        ),
    ),
    numbers=1,
)
