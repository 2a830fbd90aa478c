"""B1: how much the picture lost, what it can still be trusted for, and what 40 % would change."""

from __future__ import annotations

from takehome.practice.spec import Agreement, Concept, Rubric

QUESTION = (
    "You drew five features in two dimensions. How much of the variance did we lose, can we still trust the picture, "
    "and what would you say if it were 40 %?"
)

_LOSE = (
    "lose*|losing|lost|loss|gone|missing|miss|vanish*|dropped|discard*|thrown|invisible|hidden|disappear*|left|unseen"
)
_KEEP = (
    "keep*|kept|carry|carries|explain*|visible|retain*|captur*|preserv*|remain*|hold*|together|show*|cover*|contain*"
)
_SKETCH = (
    "trust*|rely|reliable|believe|sketch|overview|orientation|impression|map|guide|looking|look|exploration|glance"
    "|illustration|hint|idea|useful|usable|helpful|faithful|honest|summary|eye|eyes|show|good|fine|valid|credible"
    "|comfortable|decent|decoration|rough|shape"
)

RUBRIC = Rubric(
    question=QUESTION,
    concepts=(
        Concept(
            "the loss",
            "How much of the variance is lost, or kept",
            (
                f"{{lost}} {_LOSE}",
                f"{{kept}} {_KEEP}",
                '{lost} "not much|a gone|lost|missing"|"not be seen|shown"|"not see"',
                '{lost} "not in|shown|visible|seen|captured|explained|represented"|residual|other|outside',
            ),
        ),
        Concept(
            "what it is good for",
            "Whether the picture can be trusted, and for what",
            (
                f"{_SKETCH} as|for|only|yes|but|still|first|not|rough*|enough|partly|until|with|mostly|to",
                "plot|picture|it orientation|overview|sketch|impression",
            ),
        ),
        Concept(
            "where it deceives",
            "What survives the projection and what does not: gaps are real, overlaps may not be; decide on all"
            " features",
            (
                "apart|separate*|separation|gap*|empty|distance*|isolated|distinct truly|real|really|stay*|genuine"
                "|true|also"
                "|certain*|survive*",
                "overlap*|neighbour*|neighbor*|close|closeness|near|mixed|touch* not|may|maybe|might|could|can|little"
                "|hide"
                "|unsure|deceiv*|mislead*|artefact*|artifact*|chance",
                "cluster*|decide*|decision*|distance*|comput*|analys*|segment*|silhouette|number* all|five|5|full"
                "|original"
                "|scaled features|dimensions|columns|variables|space|data|5d",
                "shorten*|squash*|flatten*|fold*|compress* distance*|point*|group*",
                "push*|tear|tears|merge|merges closer|apart|two|behind|together points|point|things|thing|one|islands",
                "third|pc3|another|3d|pair* component|axis|plot*|direction|dimension|pc3",
            ),
        ),
        Concept(
            "at 40 %",
            "What a loss of 40 % would change",
            (
                '40|"two fifths" same|similar|careful|caution*|less|more|still|only|no|not|would|third|pc3|another'
                "|first|vanish*"
                "|little|weaker|further|stop|enough|worse|sketch|impression|hide",
            ),
        ),
    ),
    agreements=(
        Agreement(
            "kept",
            -1.0,
            "What is lost and what is kept are not mixed up, and the picture is not trusted for what it cannot show",
            (),
            (
                '"keep|keeps|kept|retain|retains|explain|explains|capture|captures|preserve .. {lost~kept}"',
                '"lose|loses|lost|loss|losing|missing|drop* .. {kept~lost}"|"{kept~lost} .. is|are|was|were lost|gone'
                '|missing"',
                '"{lost~kept} .. is|are|was|were kept|retained|explained|preserved"|"only noise"|"nothing .. lost'
                '|missing"',
                '"overlap* .. also overlap*"|"overlap* .. really|truly overlap*"|"not matter"|"fully trust*"'
                '|"completely trust*"'
                '|"full trust"|"blindly"',
                '"cluster .. on pc1|components|two" instead',
                '"more .. trustworthy|reliable .. 40"|"40 .. more trustworthy|reliable"|"40 .. better"|"no difference'
                ' at all"',
                '"overlap .. overlap .. too|really|also|five|5|indeed|well|data|reality"|"decide on .. picture|'
                'plot"|"same '
                'weight|truth"',
                '40 "trust .. more"|"lose less"|"more trust*"|better',
                '"are|is one cluster|group" overlap*|lying|lie|top',
                '"trust|rely|good|use .. deciding|decide|decision|decisions"|"gaps .. artefacts|artifacts|'
                'artefact|artifact"',
                '"distances .. are exact|preserved|kept"',
            ),
        ),
    ),
    numbers=1,
    names={
        "lost": _LOSE,
        "kept": _KEEP,
    },
)
