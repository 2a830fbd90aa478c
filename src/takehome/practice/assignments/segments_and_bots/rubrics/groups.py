"""B2: the number of groups with its evidence, why scaling comes first, and where the bots went."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "How many groups are there and how do you know, why did you scale the features first, and where "
    "did the suspected "
    "bots go?"
)

_GROUP = "group*|cluster*|kind*|segment*|heap*|k|types|sorts|classes|pile*|categor*|communit*|crowd*|population*|is|at"
_BOT = "bot*|automat*|robot*|crawler*|machine*|script*|scraper*|nonhuman*|programs|suspects"
_OWN = (
    "own|separate*|themselves|itself|alone|single|apart|distinct|isolated|one|compact|exclusive*|"
    "private|dedicated|pure"
    '|tight|together|"nobody else"|dense|smallest|extra|additional'
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept("how many", "How many groups there are, the bots counted as one", (f"{{k}} {_GROUP}", "{k} <4")),
        Concept(
            "how one knows",
            "How one knows: the silhouette is largest there, or the inertia bends",
            (
                "{k} say|says|silhouette|inertia|elbow|suggest*|gives|give|choose|chose|optimal|best",
                'silhouette|score|"cohesion against separation" max*|peak*|highest|best|largest|top*|{silhouette}',
                "inertia|elbow|wcss bend*|kink*|flat*|elbow|agree*|bare*|hardly|slow*|stop*|there|same|at|after",
            ),
        ),
        Concept(
            "why scaling",
            "Why scaling: distances add units, and the feature with the largest numbers would rule",
            (
                '"not scal*|standardi*|normali*" cart*|dollar*|largest|range*|only',
                '"without|before scaling|standardisation|standardization|standardising|standardizing|it|that" '
                "decid*|dominat*|rule*|drown*|largest|swamp*|govern*|determin*|matter|count",
                "shout*|whisper*|loud*|volume|yardstick|ruler|outshout* dollar*|cart*|column*|percent*|rate*|"
                "everyone|every|feature*",
                "scal*|standardi*|standardis*|normali*|unit*|raw|spread|z|euclid*|distance* dominat*|drown*|swamp*"
                "|outweigh*"
                "|comparable|overwhelm*|rule*|govern*|decide*|largest|dollar*|cart*|range*|magnitude*|same|equal*"
                "|hundreds"
                "|count*|weight*",
            ),
        ),
        Concept(
            "where the bots went",
            "Where the bots went: a group of their own",
            (
                '"them|they .. separate|own group|cluster"',
                'they|huddle*|clump* "by themselves"|"of their own"|"on their own"|"to themselves"|"with nobody"',
                f"{_BOT} {_OWN}",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "k",
            -1.0,
            "The number of groups is the one that the evidence shows, scaling is needed, the bots are apart",
            (),
            (
                '"there are|is {!k} groups|clusters|segments" !people !human* !persons',
                '"confirm* .. {!k}"|"best|optimal|right|true|chose|choose|chosen|pick|take k|number .. is|=|of|to|at'
                ' {!k}"',
                '"k = {!k} .. best|since|because|confirmed"|"{k_suspected~k} groups|clusters .. as|confirmed"',
                f'"{_BOT} .. merged|mixed|absorbed|disappear*|hidden|hid|swallowed|spread|scattered|joined|dissolved'
                f'|vanished"',
                f'"{_BOT} .. part of|among|inside|within|together with .. shoppers|browsers|spenders|complainers'
                f'|humans"',
                f'"{_BOT} .. noise|outliers"|"merged .. bots"|"bots not form|have|get|make"',
                '"scal* .. not .. necessary|needed|required|matter|important|change"|"scal* .. optional|unnecessary'
                '|superfluous"',
                'silhouette|score lowest|smallest|minimal|minimum|worst|"the lower" !inertia',
                f'"{_BOT} .. not get|form|have|make|own|receive"|"{_BOT} share* .. with"',
                '"merged|absorbed|lumped|mixed|blended|hidden|joined|grouped|share* .. browsers|shoppers|'
                "spenders|people"
                '|customers|visitors|complainers" !heavy !handful !ordinary',
                '"largest|highest|biggest|more|most|greater weight|influence" gets|give|gives|get|"so that" '
                "!would !otherwise !not !without",
                f'"{_BOT} are|is one|part of"|"{_BOT} are|is customers|people|humans|loyal|shoppers|spenders"',
                '"standardises|standardizes|scales internally|itself"',
                '"needs|assumes|requires .. normal*|gaussian"|"normally distributed"|"same weight .. anyway"',
                '"so that .. dominates|dominate"|"lower inertia .. always better"|"inertia .. lowest"',
                '"scal* .. makes|gives .. cart|dollars .. more|dominate|heavier"',
            ),
        ),
    ),
    numbers=1,
    constants=(2.0, 10.0),
)
