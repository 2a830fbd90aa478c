"""B4: −1 is noise, which here is lonely people and not the bots; in real time one compares with a stored centre."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "DBSCAN calls some rows −1. What does −1 stand for on these data, are these the bots, and what would you run to "
    "stop bots in real time?"
)

_BOT = "bot*|automat*|robot*|crawler*|machine*|script*|scraper*|programs"
_NOISE = 'noise|{noise}|−1|"minus one"|1|outlier*'

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "what −1 is",
            "−1 marks points with too few neighbours: noise, unusual people",
            (
                '"1|one are|is|means|stands|marks|calls .. noise|outlier|outliers"',
                '"hardly anybody|any|anyone|anything .. near|neighbour*"|"few|no|without neighbours|neighbors|company"',
                "loner*|straggler*|outsider*|hermit*|eccentric|unusual people|folk*|human*|user*|customer*|flesh",
                "noise|outlier*|neighbour*|neighbor*|density|sparse*|lonely|straggler*|unusual|isolated|rare|"
                "loner*|odd"
                "|themselves|misfit* human*|people|user*|customer*|person*|rows|points|few*|low|far|real|region*"
                "|between|they",
            ),
        ),
        Concept(
            "are they the bots",
            "How many of the −1 rows are bots, or how many of the bots are −1",
            (
                '"not the|our bots"|"not bots"|"no bots|bot"|"not programs|robots"',
                f'{_BOT} "not there|here"',
                f"{{bots}} {_BOT} tight|dense|clump*|crowd|shoulder",
                '"all {bots} bot*|automat*|robot*|machine* .. cluster|group|label"',
                '"{bots_in_noise} of|from them|these|those|the" noise|1|outlier*|loner*',
                '"not a single one"|"not one .. of"|"none .. of"|"none .. among" loner*|noise|1|them|straggler*|'
                "bot*|they|rows|outlier*",
                '"overlap .. zero|0|none|nil|empty"|"no one .. noise|1|them|out"|"not one .. out|noise|1"',
                f"{{bots_in_noise}} {_BOT} of|from|in|out|among|got|only|are|them|have|=",
                f'none|"no bot*"|"not a single"|"not one"|few|hardly {_BOT}',
            ),
        ),
        Concept(
            "in real time",
            "What to run in real time: a stored centre, a rule or a classifier that judges one new row at once",
            (
                'rule|centroid|centre "learned|learnt from"|nearest|stored',
                '"looks|look like" newcomer*|arrival*|visitor*',
                "guard|door|turnstile|gate|live|incoming know*|resembl*|rule|average|centre|center|learnt|profile",
                'centroid*|centre*|center*|"k means"|kmeans|threshold*|rule*|rate|limit|classifier|supervised'
                '|"isolation forest"'
                "|tree|captcha|logistic|boosting|mahalanobis real|live|new|session|stored|store|saved|compar*|predict"
                "|microsecond*|millisecond*|block*|arriv*|stream*|online|instant*|fast|request*|distance|minute|time",
            ),
        ),
        Concept(
            "why not DBSCAN there",
            "DBSCAN has no rule for a new row: it must be run again",
            (
                'dbscan|density|method|it "no predict*"|again|rerun*|recomput*|"not .. predict*|label|assign"|whole'
                "|scratch|all|refit*|batch|slow",
            ),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "bots_in_noise",
            10.0,
            "Whether the bots are among the −1 rows",
            (
                f'"noise|outliers|1|these|they|those|rows .. are|is|=|means .. {_BOT}" !not !0 !none !no !hardly !few',
                f'"{_BOT} .. are .. noise|outliers|1|stragglers" !0 !none !not !no !hardly !few !never',
                f'"all|every|most of .. {_BOT} .. noise|outliers|1|among"',
                f'"caught|found|identified|isolated .. all|most .. {_BOT}"',
            ),
            (
                '"{bots_in_noise} of|from them|these|those" noise|1|outlier*|loner*',
                '"not a single one .. loner*|noise|1|them|outliers|stragglers|among|in"',
                f'"not .. {_BOT}"|"no {_BOT}"|"none .. {_BOT}"|"not a single"|"not one"|"{_BOT} .. dense*|packed'
                f'|tight|compact"',
                f'"{{bots_in_noise}} of|from|out {{bots}}"|"{{bots_in_noise}} {_BOT}"|"{_BOT} .. own label|cluster'
                f'|group"',
                '"{bots_in_noise} .. of .. {bots|noise}"|"only {bots_in_noise}"',
                f'"{_BOT} are not there|here"|"overlap .. zero|0|none|nil|empty"|"no one .. noise"',
                f'{_BOT} "in one tight|dense"|"shoulder to shoulder"',
            ),
            claimed=True,
        ),
        Agreement(
            "items_mean_all",
            -1.0,
            "DBSCAN cannot judge a new row, and the mean of the items falls when the bots go",
            (),
            (
                '1|noise|"minus one" "core point|points"|"dense point|points"|"densest"',
                '"bots|they not change|affect|distort|alter|influence"|"left in the data"|"1 is a .. cluster"',
                '"dbscan .. can .. label|predict|assign|classify|score .. new|real"|"dbscan .. has .. predict"',
                '"means not|can not|not .. predict|assign|label"|"k means can not"|"dbscan .. real time|live ..'
                ' because|since|as"',
                'without|remov*|delet*|exclud*|drop* "from {items_mean_people} .. to {items_mean_all}"',
                '"without .. {items_mean_all~items_mean_people}"',
                '"run|use|deploy|choose|take|prefer|recommend dbscan .. real|live|online|each|every|stream*"',
                '"dbscan is .. right|best|better|ideal|perfect|suited|fast*"',
            ),
        ),
    ),
    numbers=2,
    constants=(0.5, 5.0, -1.0),
    names={
        "noise": 'noise|−1|"minus one"|outlier*|straggler*|unusual|humans|rows|people|users',
        "bots": "bot*|automat*|robot*|crawler*|machine*|script*",
        "items_mean_all": 'with|stay*|overstat*|includ*|inflat*|blurred|"all rows|users"',
        "items_mean_people": "without|people|humans|remov*|exclud*|delet*|clean*|really|truth",
    },
)
