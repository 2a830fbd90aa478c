"""C4: start B from A's values and train on; keep what both houses share; it hurts where their prices differ."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "House B comes online tomorrow. How do you use what House A has learned, what do you freeze and what do you "
    "retrain, and when would the transfer hurt?"
)

_KEEP = 'freez*|froze|frozen|pin|pinned|keep|fix|lock*|untouched|hold|retain*|unchanged|"as is"|alone|stays'
_SHARED = (
    "first|lower|early|earlier|bottom|general|universal|dynamics|mechanics|physics|shared|common|trunk|body|encoder"
    "|base"
    "|battery|charge|capacity|wear|rules|design|state|layout|limits|pages"
)
_RETRAIN = (
    "retrain*|relearn*|train|trained|tune|tuning|tuned|adapt*|update*|learn|finetun*|fine-tun*|fit|"
    "refit|rewrit*|amend*|redo|overwrit*|revis*"
)
_LOCAL = (
    "timing|hour|hours|hourly|last|head|output|upper|top|final|local|price*|quirk*|pattern|later|weather|peak*|tariff*|market|"
    "hunches|values|entries|q|estimates"
)

_WORTH = "Whether starting from A's values earns more than an empty start"
_WARM = '"warm start|starting"|"head start"|transfer|"a table"'
_PAYS = 'helps|helped|pays|"pays off"|worthwhile|"worth it"'
_LOSES = 'hurts|harms|"not pay"|"not worth"|"does not help"|"did not help"'
_NOW = "!if !when !where !would !could !may !might !only !unless !question !or"

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "warm start",
            "B starts from what A has learned and goes on training at its own prices",
            (
                "gets|get|receives|takes|inherits memory|knowledge|experience|table|values train*|retrain*|"
                "adapt*|days|further|200",
                "hand|hands|give|given|lend notebook|book|brother*|table|values amend*|train*|retrain*|adapt*|"
                "further|correct*|practis*",
                "start*|begin*|initial*|inherit*|copy|copied|load*|warm|reuse*|seed* a|table|values|weights|network"
                "|policy|q"
                "|experience|parameters further|train*|retrain*|fine|tun*|adapt*|episode*|200|practis*|practic*|days"
                "|continu*"
                "|never|point|top",
                '"warm start*"|"fine tun*"|"inherit .. adapt"',
            ),
        ),
        Concept(
            "evidence",
            "What B earns after training from A's values and what it earns from an empty start",
            (
                "{warm} episode*|further|after|days|train*",
                "{warm} {scratch}",
                "{warm} {optimum_b}",
                "{warm} {zero_shot}",
            ),
        ),
        Concept(
            "freeze",
            "Freeze what both houses share: the first layers, the battery's own rules",
            (
                'lock*|freez*|frozen|keep|stays "any town|house|home"|everywhere|environment|rules|design|tank',
                f"{_KEEP} {_SHARED}",
                '"not touch|change" capacity|wear|fits|physics|rules|battery|fine|fines',
            ),
        ),
        Concept(
            "retrain",
            "Retrain what is local: the last layers, the price pattern",
            (f"{_RETRAIN} {_LOCAL}",),
        ),
        Concept(
            "when it hurts",
            "It hurts where B's cheap and dear hours are others than A's",
            (
                '"not helpful|useful|good|advisable"|useless|pointless opposite|differ*|shift*|other|revers*|invert*',
                "hurt*|danger*|backfire*|harm* dear|expensive cheap",
                'hurt*|dangerous|curse|worse|harm*|negative|backfire* "another|different|other clock|rhythm|'
                'pattern|shape|curve|hours"|shapes|opposed',
                'hurt*|curse|poison*|trap|harm*|negative|worse|backfire* "cheap .. dear|expensive"|"dear|'
                'expensive .. cheap"|"upside down"|mirror*',
                "hurt*|negative|wary|worse|harm*|loses|damage*|fail*|careful|danger*|backfire*|mislead*|wrong"
                "|elsewhere|bad"
                "|risk*|price|detriment* differ*|opposite|shift*|revers*|other|elsewhere|unlike|peak*|mismatch*|move*"
                "|another"
                "|dissimilar|inverted|contrary|change*",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "optimum_b",
            -1e9,
            "Each profit is called by its name, the shared part is frozen and the local part is retrained",
            (),
            (
                '"freeze|frozen|freezing .. last|head|output|upper|top|everything|all|whole"|"retrain* nothing"'
                '|"freeze nothing"',
                '"retrain*|train|tune|relearn .. first|lower|early|bottom|general|everything|nothing|physics"',
                '"hurt .. same|identical|alike|similar|equal"|"can not hurt"|"never hurt*"|"not .. hurt"|"transfer ..'
                ' not help"',
                'hurt*|harm* "very much like"|alike|same|identical|similar|resembl* !unlike !not !differ* '
                "!opposite !other"
                " !revers* !less !more !unless !no !never !than !shift*",
                '"scratch|empty|random|nothing|orphan|zero .. {warm~scratch}" !instead !against !than !versus !instead',
                '"scratch|empty|random .. only|just {warm~scratch}"|"empty table {warm~scratch}"|"scratch'
                ' {warm~scratch}"',
                '"a table .. {scratch~warm}"|"warm .. start* {scratch~warm}"|"warm {scratch~warm}"|"with a ..'
                ' {scratch~warm}"',
                '"without .. training .. {warm~zero_shot}"|"zero shot {warm~zero_shot}"|"at once|immediately ..'
                ' {warm~zero_shot}"',
                '"{warm~zero_shot} .. at once|immediately|untrained"|"zero shot .. {scratch~zero_shot}"|"retraining'
                ' .. lower"',
                '"begin|train|training from scratch"|"start over" !instead !than !not !versus !against !or !only '
                "!earn* !compar* !warm !{scratch}",
            ),
        ),
        Agreement(
            "warm_gain",
            0.0,
            _WORTH,
            (),
            (f"{_WARM} {_LOSES} {_NOW}",),
        ),
        Agreement(
            "warm_gain",
            0.0,
            _WORTH,
            (f"{_WARM} {_PAYS} {_NOW}",),
            (),
        ),
    ),
    numbers=2,
    constants=(200.0,),
    names={
        "warm": ('warm|"a table|values|knowledge"|"house a"|inherit*|further|finetun*|"fine tun*"|pretrained|starting'),
        "scratch": (
            'scratch|empty|random|zeros|orphan|blank|cold|newborn|"zero table"|fresh|ignorant|'
            '"without .. knowledge|table|values|experience"'
        ),
        "zero_shot": (
            '"zero shot"|untrained|immediately|"at once"|directly|unchanged|'
            '"without .. training|practice|retraining"|untouched|"as is|it is"|"as it is"|blindly'
        ),
        "optimum_b": "optimum|optimal|best|possible|maximum|ceiling|most",
    },
)
