"""What the answers say of segments: sentences from the metrics and findings, each with its numbers and units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Finding, Status
from takehome.studies.segmentation.partition.stability import DISSOLVED, STABLE
from takehome.studies.segmentation.partition.structure import POSSIBLE
from takehome.studies.segmentation.partition.votes import tally
from takehome.studies.wording import capital, listed
from takehome.units import format_number, format_probability

ASKED_LOSS = 0.4
"""The share of variance whose loss the brief asks about."""

SUSPECTED, FOUND = 3, 4
"""The groups that the brief suspects at least, and the clusters that its interviewer takes as found."""

MOST_NAMED = 12
"""Groups that are told one by one; further ones are counted."""


def percent(share: float) -> str:
    """``"7.14 %"``."""
    return f"{format_number(100 * share)} %"


def counted(number: int, noun: str) -> str:
    """``"1 row"``, ``"1,200 rows"``."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


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
        said = f"A loss of {limit} % would not decide whether the plot may be trusted"
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
        said = [f"This picture {verdict}; of {len(good) + len(bad)} uses it is good for {len(good)}"]
        if good:
            said[0] += f" ({'; '.join(good)})"
        return [f"{said[0]}{' and not for ' + '; '.join(bad) if bad else ''}."]

    def groups(self) -> str:
        """How many groups, whether the suspicion holds, who dissents, and what would not be found again."""
        parts = [f"{self._premise()}.", self._source(), self._votes(), *self._stability()]
        with_strangers = self.metrics.get("k_with_strangers")
        if with_strangers is not None:
            parts.append(f"With the strangers left in, the votes would go to {with_strangers} groups.")
        return " ".join(part for part in parts if part)

    def _premise(self) -> str:
        metrics, groups = self.metrics, self.metrics["groups"]
        total = self.k + metrics["k_micro"]
        if self.k < 2:
            return f"No, the premise is false here: {groups} among {metrics['n_rows']:,} rows"
        if self.k >= SUSPECTED:
            return f"Yes: {groups}" + ("; the strangers are set apart and not counted" if metrics["k_micro"] else "")
        if total >= SUSPECTED:
            return f"Only if the strangers are counted: {groups}"
        return f"No, the premise is false here: {groups}, not {SUSPECTED} or more"

    def _source(self) -> str:
        """Who said so: the data, the user, or a column; and why there are none."""
        metrics = self.metrics
        p = metrics["structure_p"]
        valley = (
            f"rows without any valley between groups would look as divided with a probability of "
            f"{format_probability(p)}, against a limit of {format_probability(POSSIBLE)}"
        )
        if metrics.get("given"):
            return f"They are those of the column '{metrics['given']}' ({self.k} different labels)."
        if metrics["k_wanted"] is not None:
            return f"{metrics['k_wanted']} were asked for."
        if not metrics["k_votes"]:
            return f"{counted(metrics['n_rows'], 'row')} are too few, or too alike, to look for segments."
        return f"{capital(valley)}."

    @property
    def voted(self) -> int | None:
        """The number of segments with most votes, before any veto; None without votes."""
        votes: Mapping[str, int] = self.metrics["k_votes"]
        order = tally(votes, sorted({k for k in votes.values() if k > 1}))
        return order[0] if order else None

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

    def _stability(self) -> list[str]:
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
            return f"There are not {FOUND} clusters here but {groups}: all {metrics['n_rows']:,} rows are one crowd."
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
        return f"{group} ({counted(rows, 'row')}, {percent(rows / self.metrics['n_rows'])}): Name = {name}. {reason}"

    def trust(self) -> str:
        """Which checks failed or are open, and what follows."""
        able = [finding for finding in self.findings if finding.status is not Status.NOT_APPLICABLE]
        failed = [finding for finding in able if finding.status is Status.FAILED]
        open_ones = [finding for finding in able if finding.status is Status.CAUTION]
        parts = [
            f"{capital(self.metrics['groups'])} among {counted(self.metrics['n_rows'], 'row')}.", *self._stability(),
            f"Of {len(able)} findings {len(failed)} failed and {len(open_ones)} "
            f"{'is' if len(open_ones) == 1 else 'are'} open.",
        ]  # fmt: skip
        parts += [f"'{finding.title}' fails: {finding.seen} {finding.consequence}" for finding in failed[:3]]
        parts += [f"Open, '{finding.title}': {finding.seen}" for finding in open_ones[:2]]
        if self.k < 2:
            parts.append(f"So there are {self.metrics['groups']} to trust, and treating all alike is right.")
        elif able and not failed:
            parts.append(f"So yes, for rows like these {self.metrics['n_rows']:,}.")
        return " ".join(parts)

    def given(self) -> str:
        """The verdict on somebody else's segments, beside the number that the data vote for."""
        metrics = self.metrics
        about = [finding for finding in self.findings if finding.code.startswith("SEG")]
        failed = [finding for finding in about if finding.status is Status.FAILED]
        verdict = "No" if failed else "As far as these rows show, yes"
        titles = f" ({listed([repr(finding.title) for finding in failed[:MOST_NAMED]])})" if failed else ""
        names = list(metrics["given_names"].items())[:MOST_NAMED]
        called = listed([f"{own} is '{theirs}'" for own, theirs in names])
        own = f"; the votes go to {self.voted}" if self.voted else ""
        return " ".join(
            [
                f"{verdict}: {len(failed)} of {len(about)} findings on the {self.k} segments of '{metrics['given']}' "
                f"failed{titles}{own}.",
                *self._stability(),
                f"Here {called}.",
            ]
        )
