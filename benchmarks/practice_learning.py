"""Learns which words sound false (``grading/text/weights.json``); called by ``benchmarks.practice_texts --learn``.

What it learns from: labelled answers, and answers *composed* of true statements, with one false statement put in for
half of them. An answer and its falsified twin are equally long and share most words, so that what is learned is the
difference that the false statement makes and not the style of those who write false answers.

The limits come from answers that were not learned from: each group of answers (one author) is scored by weights
learned from the others, and the limit is the quantile of the good ones' scores above which a reader is asked for.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from takehome.practice.grading.text import statements as statements_module
from takehome.practice.grading.text.numbers import with_facts
from takehome.practice.grading.text.sentences import Sentence, sentences
from takehome.practice.grading.text.statements import WEIGHTS, features, key, mean_weight, state
from takehome.practice.grading.text.substance import substance
from takehome.practice.spec import Facts, Rubric

COMPOSED = 80
"""Pairs of composed answers for each question."""

STRENGTH = 0.3
"""C of the logistic regression: small, since there are a hundred times more pairs of words than answers."""

KEPT = 25_000
"""Weights that are kept, those that matter most: the others change no decision and would fill a megabyte."""

FROM_ANSWER = 0.6
"""Share of composed answers that begin with a labelled good one."""

REFERENCE = "reference"
"""The group of the reference solutions, which must pass: they are learned from and set no limit."""

EVERY = "*"
"""Stands for all questions."""

REFERRED = 0.25
"""Share of good answers that may be referred to a reader for their words alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """An answer or a statement: what it answers, its sentences with their facts, and whether all in it is true."""

    rubric: Rubric
    facts: Facts
    found: tuple[Sentence, ...]
    good: bool
    group: str

    @property
    def features(self) -> frozenset[str]:
        """Its words and pairs."""
        return features(self.found, self.rubric, self.facts)


Weights = dict[str, dict[str, float]]
"""For each question, and for all of them ("*"), the weight of each word and pair."""


def answer(text: str, rubric: Rubric, facts: Facts, *, good: bool, group: str) -> Example:
    """A labelled answer."""
    found = tuple(with_facts(sentence, facts) for sentence in sentences(text))
    return Example(rubric, facts, substance(found, rubric.question, 1).statements, good, group)


def statements(text: str, rubrics: Mapping[int, Rubric]) -> Iterator[Example]:
    """The true and false statements of a ``statements.txt``."""
    rubric = None
    for line in text.splitlines():
        if line.startswith("# "):
            rubric = rubrics[int(line[2:])]
        elif rubric and (match := re.match(r"([+-]) (?:\[([^\]]*)\] )?(.*)", line)):
            yield Example(rubric, _facts(match[2]), tuple(_bound(match[3])), match[1] == "+", "statements")


def _facts(condition: str | None) -> Facts:
    """Facts for which a condition holds."""
    if not condition:
        return {}
    name, sign, value = re.split("(<=|>|=)", condition)
    return {name: value if sign == "=" else float(value) + (sign == ">")}


def _bound(text: str) -> Iterator[Sentence]:
    """Sentences whose place-holders are tokens of their facts."""
    names = {f"xx{name.replace('_', '')}": name for name in re.findall(r"\{(\w+)\}", text)}
    plain = re.sub(r"\{(\w+)\}", lambda match: f"xx{match[1].replace('_', '')}", text)
    for sentence in sentences(plain):
        bound = (replace(t, facts=frozenset([names[t.text]])) if t.text in names else t for t in sentence.tokens)
        yield replace(sentence, tokens=tuple(bound))


def composed(said: Sequence[Example], answers: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """Answers of true statements, each once as it is and once with a false statement in it."""
    for name, here in _by_question(said).items():
        good = [one for one in answers if one.good and key(one.rubric) == name]
        conditions = [one.facts for one in here if one.facts] or [{}]
        for _ in range(COMPOSED):
            start = rng.choice(good) if good and rng.random() < FROM_ANSWER else None
            facts = start.facts if start else rng.choice(conditions)
            true, false = (_fitting(here, facts, good=which) for which in (True, False))
            base = list(start.found) if start else []
            for _ in range(rng.randrange(2) if start else 4):
                base += rng.choice(true).found
            twin, at = list(base), rng.choice([rng.randrange(len(base)), len(base)])
            twin[at : at + 1] = rng.choice(false).found
            yield Example(here[0].rubric, facts, tuple(base), True, "composed")
            yield Example(here[0].rubric, facts, tuple(twin), False, "composed")


def _fitting(said: Sequence[Example], facts: Facts, *, good: bool) -> list[Example]:
    """The true or the false statements, where they have a condition those whose condition these facts meet."""
    turned = state(said[0].rubric, facts)
    fits = (one for one in said if one.good is good)
    return [one for one in fits if not one.facts or not turned or state(one.rubric, one.facts) == turned]


def _by_question(examples: Sequence[Example]) -> dict[str, list[Example]]:
    found = defaultdict[str, list[Example]](list)
    for one in examples:
        found[key(one.rubric)].append(one)
    return found


def fitted(answers: Sequence[Example], said: Sequence[Example]) -> Weights:
    """The weights that answers and statements teach."""
    examples = [*answers, *composed(said, answers, random.Random(0))]
    table = DictVectorizer(dtype=np.float32)
    rows = table.fit_transform([dict.fromkeys(_named(one), 1.0) for one in examples])
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
    model = LogisticRegression(C=STRENGTH, solver="liblinear", class_weight="balanced", random_state=0)
    model.fit(rows, [not one.good for one in examples])
    weight = model.coef_[0]
    often = np.sqrt(np.asarray(rows.sum(axis=0)).ravel())
    weights: Weights = defaultdict(dict)
    for at in np.argsort(-np.abs(weight) * often, kind="stable")[:KEPT]:
        question, word = table.feature_names_[at]
        weights[question][word] = round(float(weight[at]), 3)
    return weights


def _named(one: Example) -> Iterator[tuple[str, str]]:
    """Each word and pair with its question; words once more for all questions, which know "not" and "never"."""
    for feature in one.features:
        yield key(one.rubric), feature
        if " " not in feature and ":" not in feature:
            yield EVERY, feature


def score(one: Example, weights: Weights) -> float:
    """The mean weight of an answer's words and pairs."""
    return mean_weight(one.features, weights.get(key(one.rubric), {}), weights.get(EVERY, {}))


def limits(answers: Sequence[Example], said: Sequence[Example]) -> dict[str, float]:
    """For each question the score above which a reader is asked for; one for all that have labelled answers."""
    seen, unseen = list[float](), list[float]()
    by_people = [one for one in answers if one.group != REFERENCE]
    for group in sorted({one.group for one in by_people}):
        weights = fitted([one for one in answers if one.group != group], said)
        seen += [score(one, weights) for one in by_people if one.good and one.group == group]
    asked = sorted(_by_question(by_people))
    for part in (asked[::2], asked[1::2]):
        weights = fitted([one for one in answers if key(one.rubric) not in part], said)
        unseen += [score(one, weights) for one in by_people if one.good and key(one.rubric) in part]
    usual, new = (round(float(np.quantile(scores, 1.0 - REFERRED)), 4) for scores in (seen, unseen))
    return {name: usual if name in asked else new for name in _by_question(said)}


def learn(answers: Sequence[Example], said: Sequence[Example]) -> None:
    """Learn, and write the weights that the reader uses."""
    weights, limit = fitted(answers, said), limits(answers, said)
    document = {
        "words": weights[EVERY],
        "questions": {name: {"limit": limit[name], "weights": weights[name]} for name in sorted(limit)},
    }
    path = Path(statements_module.__file__).parent / WEIGHTS
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
