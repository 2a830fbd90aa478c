"""What the answers say of segments: sentences from the metrics and findings, each with its numbers and units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Finding
from takehome.studies.segmentation.partition.stability import DISSOLVED, STABLE
from takehome.studies.segmentation.partition.structure import POSSIBLE
from takehome.studies.segmentation.partition.votes import tally
from takehome.studies.wording import listed, lower_first
from takehome.units import format_number, format_probability

ASKED_LOSS = 0.4
"""The share of variance whose loss the brief asks about."""

SUSPECTED, FOUND = 3, 4
"""The groups that the brief suspects at least, and the clusters that its interviewer takes as found."""

FALSE = "No, the premise is false here"

MOST_NAMED = 12
"""Groups that are told one by one; further ones are counted."""


def percent(share: float) -> str:
    """``"7.14 %"``."""
    return f"{format_number(100 * share)} %"


def counted(number: int, noun: str) -> str:
    """``"1 row"``, ``"1,200 rows"``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def voted(metrics: Mapping[str, Any]) -> int | None:
    """The number of segments with most votes, before any veto; None without votes."""
    votes: Mapping[str, int] = metrics["k_votes"]
    order = tally(votes, sorted({k for k in votes.values() if k > 1}))
    return order[0] if order else None


@dataclass(frozen=True)
class Evidence:
    """The results that these answers are made from."""

    findings: Sequence[Finding]
    metrics: Mapping[str, Any]

    def cites(self, *wanted: str) -> tuple[str, ...]:
        """Those of the wanted codes and metrics that exist; the number of segments where none does."""
        known = {finding.code for finding in self.findings} | set(self.metrics)
        return tuple(item for item in wanted if item in known) or ("k_segments",)

    @property
    def k(self) -> int:
        """Segments, strangers apart; 1 where there are none."""
        return int(self.metrics["k_segments"])

    def variance(self) -> str:
        """What the plane keeps and loses, whether that is much, and what decides about trust instead."""
        metrics = self.metrics
        held, lost = metrics["variance_2d"], 1 - metrics["variance_2d"]
        limit = format_number(100 * ASKED_LOSS, 2)
        lead = f"No: the plane loses {percent(lost)} of the variance, not {limit} %, and keeps {percent(held)}"
        if lost >= ASKED_LOSS:
            lead = f"Yes: the plane loses {percent(lost)} of the variance and keeps {percent(held)}"
        if metrics["k_micro"]:
            without = counted(sum(metrics["micro_clusters"]), "row")
            everybody = metrics["variance_2d_everybody"]
            lead += f", drawn without the {without} of micro-clusters" + (
                f" (with all {metrics['n_rows']:,} rows it would keep {percent(everybody)})" if everybody else ""
            )
        return " ".join([f"{lead}.", self._agreement(), *self._uses()])

    def _agreement(self) -> str:
        """Why a share of variance does not decide, and what does."""
        metrics = self.metrics
        limit = format_number(100 * ASKED_LOSS, 2)
        said = f"Even a loss of {limit} % would not decide whether the plot may be trusted"
        if metrics["picture_agreement"] is None:
            return f"{said}; with fewer than 2 segments, what decides is whether rows that stand together are alike."
        return (
            f"{said}: what is lost may be scatter within segments. What decides is whether the segments stay apart: "
            f"K-means that sees only the plane agrees with them at {format_number(metrics['picture_agreement'])} "
            "(adjusted Rand index: 0 is chance, 1 is the same)."
        )

    def _uses(self) -> list[str]:
        metrics = self.metrics
        good, bad = metrics["picture_for"], metrics["picture_not_for"]
        verdict = "may be trusted" if metrics["picture_trusted"] else "may not be trusted"
        said = f"This picture {verdict}: of {len(good) + len(bad)} uses it is good for {len(good)}"
        if good:
            said += f" ({listed(good)})"
        return [f"{said}{', not for ' + listed(bad) if bad else ''}."]

    def groups(self) -> str:
        """How many groups, whether the suspicion holds, who dissents, and what would not be found again."""
        parts = [f"{self._premise()}.", self._valley(), self._votes(), *self.stability()]
        with_strangers = self.metrics.get("k_with_strangers")
        if with_strangers is not None:
            parts.append(f"With the strangers left in, the votes would go to {with_strangers} groups.")
        return " ".join(part for part in parts if part)

    def _premise(self) -> str:
        metrics, groups = self.metrics, self.metrics["groups"]
        if metrics.get("given") or metrics["k_wanted"] is not None:
            return self._premise_of_others()
        if self.k < 2:
            return f"{FALSE}: {groups} among {counted(metrics['n_rows'], 'row')}"
        if self.k < SUSPECTED <= self.k + metrics["k_micro"]:
            return f"Only if the strangers are counted: {groups}"
        if self.k < SUSPECTED:
            return f"{FALSE}: {groups}, not {SUSPECTED} or more"
        apart = "; the strangers are set apart and not counted" if metrics["k_micro"] else ""
        return f"{'Yes' if metrics['stability_min'] >= STABLE else 'Perhaps, for not all are stable'}: {groups}{apart}"

    def _premise_of_others(self) -> str:
        """The data's own number where the user, or a column, said another."""
        metrics = self.metrics
        whose = f"the column '{metrics['given']}' has" if metrics.get("given") else "you asked for"
        shown = f"shown are those that {whose}, {metrics['groups']}"
        if self.voted is None or metrics["structure_p"] > POSSIBLE:
            return f"{FALSE}, for the data show 1 crowd; {shown}"
        return f"{'Yes' if self.voted >= SUSPECTED else FALSE}: the votes go to {self.voted}; {shown}"

    def _valley(self) -> str:
        """What the test for structure says."""
        metrics = self.metrics
        if not metrics["k_votes"]:
            return f"{counted(metrics['n_rows'], 'row')} are too few, or too alike, to look for segments."
        return (
            "Rows without any valley between groups would look as divided with a probability of "
            f"{format_probability(metrics['structure_p'])}, against a limit of {format_probability(POSSIBLE)}."
        )

    @property
    def voted(self) -> int | None:
        """The number of segments with most votes, before any veto; None without votes."""
        return voted(self.metrics)

    def _votes(self) -> str:
        """The votes, the dissent by name, and the veto."""
        votes, metrics = self.metrics["k_votes"], self.metrics
        if self.voted is None:
            return ""
        if self.k < 2:
            told = listed([f"{count} for {k}" for k, count in Counter(votes.values()).most_common()])
            return f"The votes of the {len(votes)} indices do not count then, for they nearly always find some: {told}."
        agree = [name for name, k in votes.items() if k == self.voted]
        dissent = [f"{name} says {k}" for name, k in votes.items() if k != self.voted]
        said = f"{len(agree)} of {len(votes)} indices {'votes' if len(agree) == 1 else 'vote'} for {self.voted}"
        said += f" ({listed(agree)})" + (f"; {listed(dissent)}" if dissent else ", and none dissents")
        if metrics["k_wanted"] is None and metrics["k_winner"] != self.voted:
            said += (
                f"; {self.voted} are not found again when the rows are drawn anew, so {metrics['k_winner']} are taken"
            )
        return f"{said}."

    def stability(self) -> list[str]:
        """Whether the least stable segment is found again; nothing without segments."""
        least, silhouette = self.metrics["stability_min"], self.metrics["silhouette"]
        if least is None:
            return []
        verdict = "stable" if least >= STABLE else "doubtful" if least >= DISSOLVED else "not stable"
        said = (
            f"Clustered afresh on rows drawn anew, the least stable segment is found again with a Jaccard index of "
            f"{format_number(least)} on average (1 is the same rows, stable from {STABLE:g}): {verdict}"
        )
        return [f"{said}; the mean silhouette is {format_number(silhouette)} (1 is far apart, 0 is on the border)."]

    def personas(self) -> str:
        """A name and a reason for each group."""
        metrics = self.metrics
        names, reasons, groups = metrics["personas"], metrics["persona_reasons"], metrics["groups"]
        total = self.k + metrics["k_micro"]
        if self.k < 2 and not metrics["k_micro"]:
            return f"There are not {FOUND} clusters here but one crowd: {groups} among all {metrics['n_rows']:,} rows."
        lead = (
            f"There are {FOUND} groups: {groups}." if total == FOUND else f"There are not {FOUND} clusters: {groups}."
        )
        told = [self._persona(one, name, reasons[one]) for one, name in list(names.items())[:MOST_NAMED]]
        if len(names) > MOST_NAMED:
            told.append(f"{len(names) - MOST_NAMED} more groups stand in the report.")
        return " ".join([lead, *told])

    def _persona(self, group: str, name: str, reason: str) -> str:
        sizes = self.metrics["segment_sizes"]
        rows = sizes[group] if group in sizes else self.metrics["micro_clusters"][int(group[1:]) - 1]
        share = percent(rows / self.metrics["n_rows"])
        return f"{group} ({counted(rows, 'row')}, {share}): Name = {name}. Reason: {lower_first(reason)}"
