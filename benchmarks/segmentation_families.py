"""Published benchmark sets: the number of segments that is chosen, and the family at the true number.

``python -m benchmarks.segmentation_families`` writes ``results/segmentation_families.json``. Estimands: (a) on eight
sets whether the study's own number, from the table alone, is the true one; (b) on 25 labelled sets the adjusted Rand
index of the family that the study prefers at the true number, in the coordinates as published, the best over the
references of a set, rows that a reference calls noise left out. Published indices: ``clustbench_reference.json`` beside
the sets (Gagolewski 2022, SoftwareX).
"""

from __future__ import annotations

import json
import os
import platform
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.tables import circumstances, markdown

from takehome.stats.clustering.agreement import adjusted_rand
from takehome.stats.clustering.kmeans import refined_kmeans
from takehome.studies.segmentation.partition.choice import choose
from takehome.studies.segmentation.partition.families import compared, preferred
from takehome.studies.segmentation.scaling.advice import advise
from takehome.studies.segmentation.scaling.design import prepare
from takehome.table import canonical, read

RESULTS = Path(__file__).parent / "results" / "segmentation_families.json"
DATA = Path(os.environ.get("TAKEHOME_DATA", Path(__file__).parents[2] / "shared/data")) / "segmentation"
NUMBER_SETS = (
    "fcps_hepta", "fcps_twodiamonds", "sipu_a1", "sipu_a2", "sipu_d31", "sipu_s1", "sipu_s2", "sipu_unbalance",
)  # fmt: skip
PUBLISHED = {"K-means": "sklearn_kmeans", "Gaussian mixture": "sklearn_gm", "Genie": "Genie_G0.3"}
OTHER_LIMITS = (0.4, 0.5, 0.8, 0.9)
"""Values of the family rule's limit at which the mean index is measured as well."""
TARGETS = {"exact": 6, "mean": 0.78, "over_mixture": 0.03, "moonshot": 0.84}


def labelled_sets() -> list[str]:
    """Names of the sets that have labels."""
    return sorted(json.loads((DATA / "clustbench_reference.json").read_text()))


def load(name: str) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Coordinates, and every reference partition (0 is noise)."""
    data = pd.read_csv(DATA / f"{name}.csv")
    own = [column for column in data if column.startswith("label")]
    return data.drop(columns=own), [data[column].to_numpy() for column in own]


def score(found: np.ndarray, reference: np.ndarray) -> float:
    """Adjusted Rand index on the rows that are not noise."""
    used = reference > 0
    return float(adjusted_rand(reference[used], found[used]))


def chosen_number(name: str) -> dict[str, Any]:
    """The study's own number of segments."""
    X, references = load(name)
    table = canonical(read(X))
    design = prepare(table)
    scaling = advise(design, np.ones(table.rows, bool), 0).chosen
    choice = choose(scaling.transform(design.values, design.codes), 0, None, lambda step: None)
    true = len(set(references[0][references[0] > 0]))
    return {"true": true, "chosen": choice.k, "winner": choice.winner, "votes": dict(choice.cast),
            "stability": {str(k): round(float(s.min()), 3) for k, s in choice.stability.items()},
            "structure_p": choice.structure.p_value}  # fmt: skip


def at_true_number(name: str) -> dict[str, Any]:
    """Every family at the true number, and the one that is preferred."""
    X, references = load(name)
    Z = X.to_numpy(float)
    rng = np.random.default_rng(0)
    best: dict[str, Any] = {}
    for reference in references:
        k = len(set(reference[reference > 0]))
        families = compared(Z, refined_kmeans(Z, k, rng, restarts=10).centres, rng)
        own = families[preferred(families)]
        made = {"k": k, "family": own.assigner.family, "auto": score(own.labels, reference),
                **{one.assigner.family: score(one.labels, reference) for one in families},
                **{f"at {limit:g}": score(families[preferred(families, limit)].labels, reference)
                   for limit in OTHER_LIMITS}}  # fmt: skip
        for key, value in made.items():
            if isinstance(value, float):
                best[key] = max(best.get(key, -1.0), value)
        if best["auto"] == made["auto"]:
            best |= {"k": k, "family": made["family"]}
    return best


def published(name: str, method: str) -> float:
    """The best published index of a method over a set's references."""
    labels = json.loads((DATA / "clustbench_reference.json").read_text())[name]["labels"]
    return max(one["adjusted_rand"][method] for one in labels.values() if method in one["adjusted_rand"])


def run() -> dict[str, Any]:
    """Both parts."""
    numbers = {name: chosen_number(name) for name in NUMBER_SETS}
    families = {}
    for name in labelled_sets():
        families[name] = {**at_true_number(name), "published": {k: published(name, m) for k, m in PUBLISHED.items()}}
    means = {key: float(np.mean([made["published"][key] for made in families.values()])) for key in PUBLISHED}
    return {
        "numbers": numbers, "families": families,
        "exact": sum(made["chosen"] == made["true"] for made in numbers.values()),
        "mean": float(np.mean([made["auto"] for made in families.values()])), "published_means": means,
        "means_at": {f"{v:g}": float(np.mean([made[f"at {v:g}"] for made in families.values()])) for v in OTHER_LIMITS},
        "targets": TARGETS,
    }  # fmt: skip


def table(document: dict[str, Any]) -> str:
    """The result file for docs/benchmarks.md."""
    rows = [[name, made["true"], made["chosen"]] for name, made in document["numbers"].items()]
    first = markdown(["set", "true number", "chosen"], rows)
    rows = [
        [name, made["k"], made["family"], f"{made['auto']:.3f}", *(f"{v:.3f}" for v in made["published"].values())]
        for name, made in document["families"].items()
    ]
    means = [f"{value:.3f}" for value in document["published_means"].values()]
    rows.append(["mean", "", "", f"{document['mean']:.3f}", *means])
    second = markdown(["set", "number", "family preferred", "its index", *(f"{p}, published" for p in PUBLISHED)], rows)
    said = (
        f"{document['exact']} of {len(document['numbers'])} numbers are exact (target {TARGETS['exact']}). Mean index "
        f"{document['mean']:.3f} (targets {TARGETS['mean']}, and the mixture's mean + {TARGETS['over_mixture']}). With "
        "other limits of broken neighbourhoods than two thirds: "
        + ", ".join(f"{mean:.3f} at {limit}" for limit, mean in document["means_at"].items())
        + "."
    )
    return f"{first}\n\n{second}\n\n{said} {circumstances(document['run'])}"


def main() -> None:
    """Run, print and write."""
    started = time.perf_counter()
    document = run()
    document["run"] = {"machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
                       **{p: metadata.version(p) for p in ("takehome", "numpy", "scikit-learn", "numba")}}  # fmt: skip
    print(json.dumps({key: document[key] for key in ("exact", "mean", "published_means")}, indent=1))
    print({name: (made["true"], made["chosen"], made["winner"]) for name, made in document["numbers"].items()})
    print(f"{time.perf_counter() - started:.0f} s")
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
