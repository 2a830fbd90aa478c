"""C5: weights leave a home, readings stay, and weights can still betray something."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "Explain to the Legal Team what leaves a home and what stays there, and what federated learning alone does not "
    "protect."
)

_WEIGHTS = "weight*|parameter*|update*|gradient*|coefficient*|figures|card|cards|numbers|model"
_LEAVE = (
    "leave*|leaving|sent|send*|travel*|post*|transfer*|share*|upload*|out|transmit*|only|receive*|goes|cloud|exported"
)
_DATA = (
    "data|reading*|meter*|consumption|diary|diaries|raw|curve*|profile*|log|logs|measurement*|load|usage"
    "|history|samples"
)
_STAY = "stay*|remain*|never|keep*|kept|local*|device|inside|home|behind|not"
_LEAK = (
    "infer*|leak*|reveal*|inver*|guess*|conclu*|reconstruct*|deduc*|attack*|memori*|membership|betray*|disclos*"
    "|expos*|trace*"
    "|poison*|deriv*|learn|recover*|extract*|anonym*|glean*|identif*|tell"
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "what leaves",
            "What leaves a home: the weights that it has learned",
            (
                "leaving|leaves|leave|sends|sent|posts {bytes_sent}",
                "leaving|leaves|leave weight*|update*|parameter*|numbers",
                "leaves|leave|sent|goes|posts|posted|travel*|package weight*|parameter*|figures|coefficient*|"
                "postcard {bytes_sent}|8|eight",
                f'"{_WEIGHTS} .. {_LEAVE}"',
                f'"{_LEAVE} .. {_WEIGHTS}"',
                f"leaves|sent|leave {_WEIGHTS} <18",
            ),
        ),
        Concept(
            "what stays",
            "What stays: the readings of consumption",
            (f"{_DATA} {_STAY}", '"data .. not leave"|"never leave*|goes|go|uploaded"'),
        ),
        Concept(
            "how much",
            "How much: the bytes of a round against the bytes of the raw readings",
            (
                "byte* {bytes_sent}|{bytes_raw}",
                "{bytes_sent} byte*|bit|weight*|round",
                "{bytes_raw} byte*|kb|mb|million|reading*|raw|data",
            ),
        ),
        Concept(
            "what is not protected",
            "What is not protected: weights can reveal something about a home, or a forged update can poison the model",
            (
                '"work out"|pool*|blur*|spy|detective|reader|guess* habit*|report*|family|house*|home|card*|'
                "postcard*|kitchen",
                f"{_LEAK} weight*|parameter*|update*|gradient*|attacker*|household*|family|home|someone|model|reader"
                f"|cards|from"
                "|individual*|resident*|member*|about|occupan*",
                '"not .. anonym*|guarantee|protect*"|"no guarantee|anonymity"',
            ),
        ),
        Concept(
            "remedy",
            "What helps: secure aggregation, differential privacy, noise, encryption, a contract",
            (
                '"secure aggregation"|"differential privacy"|noise|encrypt*|blur*|mix*|clip*|consent|contract*'
                "|masking|dp",
            ),
            needed=False,
        ),
    ),
    agreements=(
        Agreement(
            "homes",
            0.0,
            "Weights leave and readings stay, and federated learning alone guarantees nothing",
            (),
            (
                '"guarantees|guaranteed|guarantee|ensures|gives .. anonymity|privacy|anonymous|protection|safety"'
                " !not !no !alone",
                '"federated learning alone guarantees|protects|suffices|enough"|"full|complete|total|perfect|absolute'
                " anonymity"
                '|privacy|protection|security"|"not have to worry"|"no .. risk*"|"completely|fully|perfectly'
                " anonymous|safe"
                '|protected|private|secure"',
                '"nothing .. inferred|leak*|reveal*|reconstruct*|deduced|learned|derived"|"impossible .. to infer'
                '|reconstruct|learn"',
                '"leaves|leave|sent|travels .. are|is .. consumption|readings|data|diary|meter*" !not !never '
                "!only !nothing",
                '"stays|stay|remains|remain .. are|is .. weights|parameters|model"',
                'weight*|parameter*|update*|gradient* "are harmless|innocuous|meaningless"|harmless|innocuous|'
                'meaningless|"tell|tells|reveal|reveals|'
                "say|betray|betrays"
                ' nothing"',
                '"weights|parameters|updates|they can not reveal*|leak*|tell|betray*|disclose*|show|identify"',
                '"not .. infer*|reconstruct*|reveal*|leak*|deduce*" !protect* !against !prevent* !stop*',
                '"no .. inference|leak*|way .. back"|"solves .. privacy"',
                '"readings|data|diaries|consumption|curves .. leave|leaves|sent|uploaded|transferred|shared" !never'
                " !not !no !only"
                " !otherwise !would !instead !nothing !without !had",
                '"weights|model|parameters .. stay|stays|remain|remains .. home|device|house"|"leaves .. {bytes_raw}"',
                '"{bytes_raw} .. leave|sent per|each"|"anonymous by|because|as|since"|"attack* .. impossible"'
                '|"weights|parameters stay|stays|remain|remains"|"bytes leave|leaves" {bytes_raw}',
            ),
        ),
    ),
    numbers=1,
    constants=(8.0, 64.0),
    names={
        "bytes_sent": (
            "leave*|sent|send*|round|weights|travel*|card|cards|parameters|update|updates|coefficients|upload*|goes"
        ),
        "bytes_raw": (
            "raw|readings|diaries|stay*|classical*|otherwise|central*|data|instead|history|stays|remain*|"
            "themselves|measurements|log"
        ),
    },
)
