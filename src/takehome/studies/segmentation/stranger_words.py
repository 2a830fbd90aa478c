"""What the answers say of strangers: who they are, what DBSCAN's −1 holds, and what would catch them in real time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from takehome.protocol import Effect
from takehome.studies.segmentation.answer_words import counted, percent, voted
from takehome.studies.segmentation.effects import OF_STRANGERS
from takehome.studies.wording import listed, lower_first
from takehome.units import format_number

MOST_NAMED = 5
"""Micro-clusters that are told one by one; further ones are counted."""


@dataclass(frozen=True)
class StrangerEvidence:
    """The results that these answers are made from."""

    effects: Sequence[Effect]
    metrics: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """Rows in micro-clusters."""
        return int(sum(self.metrics["micro_clusters"]))

    @property
    def shifts(self) -> list[Effect]:
        """How far the strangers move each mean."""
        return [effect for effect in self.effects if effect.caveat == OF_STRANGERS]

    @property
    def setting(self) -> str:
        """``"DBSCAN at the brief's setting (eps 0.5, 5 rows, every column standardised)"``."""
        metrics = self.metrics
        within = f"eps {format_number(metrics['dbscan_eps'], 1)}, {metrics['dbscan_min_samples']} rows"
        return f"DBSCAN at the brief's setting ({within}, every column standardised)"

    def bots(self) -> str:
        """Which rows, how many, and what they do to the analytics; whether they are programs is not for data to say."""
        metrics, n = self.metrics, self.metrics["n_rows"]
        scattered = self._scattered()
        if not self.rows:
            return (
                f"No: 0 of {counted(n, 'row')} form a dense odd micro-cluster (small, extreme and tight, as programs "
                f"that act alike would). {scattered} Programs that act like people, or each in a way of its own, "
                "cannot be told from these columns."
            )
        sizes = metrics["micro_clusters"]
        named = [self._micro(j, rows) for j, rows in enumerate(sizes[:MOST_NAMED], start=1)]
        if len(sizes) > MOST_NAMED:
            named.append(f"{len(sizes) - MOST_NAMED} more stand in the report.")
        lead = (
            f"Yes, as rows that act alike and unlike all others: {counted(self.rows, 'row')} of {n:,} "
            f"({percent(self.rows / n)}) in {counted(len(sizes), 'dense odd micro-cluster')}."
        )
        return " ".join([lead, *named, *self._harm(), scattered, OF_STRANGERS, self._where()])

    def _micro(self, number: int, rows: int) -> str:
        name = f"M{number}"
        metrics = self.metrics
        reason = lower_first(metrics["persona_reasons"][name])
        return f"{name} ({counted(rows, 'row')}) is '{metrics['personas'][name]}': {reason}"

    def _harm(self) -> list[str]:
        """The mean that is moved most, and the number of groups that would have been found."""
        metrics = self.metrics
        worst = [effect.sentence for effect in self.shifts if effect.subject == metrics.get("most_moved")]
        more = len(self.shifts) - len(worst[:1])
        said = worst[:1]
        if worst and more:
            said.append(f"{counted(more, 'other mean')} {'moves' if more == 1 else 'move'} too (see the effects).")
        if metrics.get("k_with_strangers") is not None:
            own = f"they go to {voted(metrics)}" if metrics["k_segments"] > 1 else "no segments are found"
            said.append(
                f"The votes for a number of groups would then go to {metrics['k_with_strangers']}, where {own} "
                "without them."
            )
        return said

    def _scattered(self) -> str:
        count = round(self.metrics["noise_share"] * self.metrics["n_rows"])
        verb = "is" if count == 1 else "are"
        return f"{counted(count, 'row')} {verb} scattered noise: far from everybody and alone, not a group."

    def _where(self) -> str:
        return f"The column 'segment' of the labelled table names each of the {counted(self.rows, 'row')}."

    def noise(self) -> str:
        """Who the −1 are; the brief supposes that they may be the bots."""
        metrics = self.metrics
        noise, inside, micro = metrics["dbscan_noise"], metrics["dbscan_micro_in_noise"], metrics["dbscan_micro_rows"]
        of = f"{noise:,} of {counted(metrics['dbscan_rows'], 'row')} ({percent(noise / metrics['dbscan_rows'])})"
        meaning = f"fewer than {metrics['dbscan_min_samples']} rows near enough, and no dense row beside"
        if not micro:
            if not noise:
                return f"Nobody here: {self.setting} gives −1 to {of}, and 0 rows form a dense odd micro-cluster."
            return (
                f"Single rows in thin places, not bots: {self.setting} gives −1 to {of}, which have {meaning}; 0 rows "
                f"form a dense odd micro-cluster.{self._by_segment()}"
            )
        if inside == 0:
            lead = f"Not the bots: of the {counted(micro, 'row')} of micro-clusters {self.setting} gives −1 to 0"
        elif inside < micro:
            lead = f"Only partly the bots: of the {counted(micro, 'row')} of micro-clusters {self.setting} gives −1 to "
            lead += f"{inside:,}"
        else:
            lead = f"The bots among others: {self.setting} gives −1 to all {counted(micro, 'row')} of micro-clusters"
        others = noise - inside
        verb = "is" if others == 1 else "are"
        of_them = f"all {noise:,}" if others == noise > 1 else f"{others:,} of the {noise:,}"
        who = (
            f"−1 stands for {of}, which have {meaning}: {of_them} {verb} outside every "
            f"micro-cluster, unusual singly rather than programs that act alike.{self._by_segment()}"
        )
        if not noise:
            who = f"−1 stands for nobody here, {of}."
        return (
            f"{lead}. {self._home()}{who} To take −1 for bots would challenge {counted(others, 'other row')} and find "
            f"{inside:,} of {counted(micro, 'stranger')}."
        )

    def _home(self) -> str:
        """The clusters in which DBSCAN has the micro-clusters."""
        metrics = self.metrics
        homes, company = metrics["dbscan_micro_clusters"], metrics["dbscan_micro_company"]
        held = metrics["dbscan_micro_rows"] - metrics["dbscan_micro_in_noise"]
        if not held:
            return ""
        whose = f"with {company:,} other rows in {'it' if homes == 1 else 'them'}"
        shape = counted(homes, "cluster" if company else "distinct, tight cluster")
        return f"{held:,} {'stands' if held == 1 else 'stand'} in {shape} ({whose}). "

    def _by_segment(self) -> str:
        """Which segments the noise is nearest to, and how many are noise by the study's own rule."""
        found: Mapping[str, int] = self.metrics["dbscan_noise_segments"]
        if not found:
            return ""
        scattered = self.metrics["dbscan_noise_scattered"]
        verb = "is" if scattered == 1 else "are"
        near = f"By nearest segment, {listed([f'{count:,} are in {one}' for one, count in found.items()])}" * (
            len(found) > 1
        )
        own = f"{scattered:,} of them {verb} scattered noise by this study's rule too, far from the segment and alone"
        return f" {'; '.join(filter(None, [near, own]))}."

    def realtime(self) -> str:
        """Neither as it stands: what each catches on these rows, and what is scored instead."""
        metrics, n = self.metrics, self.metrics["n_rows"]
        again = (
            f"DBSCAN has no rule for a new row: it would have to cluster all {n:,} rows again, and labels may change."
        )
        scored = self._scored()
        if not self.rows:
            return (
                "Neither can be recommended from these data: 0 rows form a dense odd micro-cluster, so there is "
                f"nothing on which detection could be measured. {again} {scored}"
            )
        return (
            "Neither alone: density finds the strangers once, offline, and a frozen rule with the segments' centres "
            f"judges each new row. Measured on the {counted(self.rows, 'row')} of micro-clusters here: DBSCAN's −1 "
            f"catches {metrics['dbscan_micro_in_noise']:,} of {metrics['dbscan_micro_rows']:,}, with "
            f"{counted(metrics['dbscan_noise'] - metrics['dbscan_micro_in_noise'], 'other row')}; "
            f"{self._by_distance()} {again} "
            f"{scored}"
        )

    def _by_distance(self) -> str:
        """What the segments' rule alone would do."""
        metrics = self.metrics
        nearest = listed([f"{count:,} into {one}" for one, count in metrics["micro_nearest"].items()])
        limit = format_number(100 * metrics["far_p_value"], 1)
        cut = f"{metrics['method']} with {metrics['k_segments']} segments"
        own = cut if metrics["k_segments"] > 1 else "the one group"
        return (
            f"{own}, which must put every row somewhere, puts {nearest}; their distance from it (farther "
            f"than all but {limit} % of a segment's rows) gives away {metrics['far_micro']:,} of {self.rows:,}, with "
            f"{metrics['far_people']:,} of {counted(metrics['n_rows'] - self.rows, 'other row')}."
        )

    def _scored(self) -> str:
        """What the study's own scorer computes for one row."""
        metrics = self.metrics
        centres = counted(max(metrics["k_segments"], 1), "segment")
        known = f" and whether it lies among the {counted(self.rows, 'known stranger')}" if self.rows else ""
        same = "" if metrics.get("given") else ", and the rows of this table get the same labels as here"
        return (
            f"What is scored in real time is the frozen study: a row's distance to {centres}{known}, with a p-value "
            f"(how many rows lie as far out) and a margin (how much farther the next segment is); no clustering is "
            f"done again{same}. Its time per row is measured in docs/benchmarks.md."
        )
