"""The methods that ran in this very fit, with the books and papers that they follow."""

from __future__ import annotations

from takehome.provenance import Citation
from takehome.studies.segmentation.outcome import Outcome
from takehome.studies.segmentation.partition.assigners import MIXTURE, TREE

STRANGERS = (
    Citation("dense groups and noise at every radius from one tree", "Campello, Moulavi & Sander (2013), PAKDD"),
    Citation("DBSCAN and its k-distance curve", "Ester, Kriegel, Sander & Xu (1996), KDD"),
    Citation("how extreme a row is", "Liu, Ting & Zhou (2008), ICDM"),
)
SEGMENTS = (
    Citation(
        "K-means", "Lloyd (1982), IEEE Transactions on Information Theory 28; Arthur & Vassilvitskii (2007), SODA"
    ),
    Citation("silhouettes", "Rousseeuw (1987), J. Computational and Applied Mathematics 20"),
    Citation("the votes", "Caliński & Harabasz (1974); Davies & Bouldin (1979); Tibshirani, Walther & Hastie (2001)"),
    Citation(
        "stability of each segment by the bootstrap", "Hennig (2007), Computational Statistics & Data Analysis 52"
    ),
    Citation("the test for a valley", "Hartigan & Hartigan (1985), Annals of Statistics 13; Meinshausen et al. (2009)"),
)
PICTURE = Citation("the plane and its trustworthiness", "Pearson (1901); Venna & Kaski (2001), ICANN")
RULES = Citation("rules by a decision tree", "Breiman et al. (1984), Classification and Regression Trees")
NOISE = Citation("the p-value of a row", "Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World")
FAMILY = {
    MIXTURE: Citation("Gaussian mixture", "McLachlan & Peel (2000), Finite Mixture Models"),
    TREE: Citation("Genie", "Gagolewski, Bartoszuk & Cena (2016), Information Sciences 363"),
}


def methods(outcome: Outcome) -> tuple[Citation, ...]:
    """Citations of what ran, in the order in which it ran."""
    found = [*STRANGERS, *SEGMENTS]
    if outcome.frozen.assigner.family in FAMILY:
        found.append(FAMILY[outcome.frozen.assigner.family])
    found += [NOISE, PICTURE]
    return (*found, RULES) if outcome.rules is not None else tuple(found)
