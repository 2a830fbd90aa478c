"""A chart is data and a Vega-Lite specification; this draws it as SVG, or hands it to a notebook as it is.

vl-convert compiles and draws in this process, without a browser and without the network.
"""

from __future__ import annotations

import json
from typing import Any

from takehome.protocol import Chart
from takehome.report.plain import plain
from takehome.report.svg import finish
from takehome.report.theme import WIDTH, configuration
from takehome.report.words import clip, visible

VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA_LITE_MIME = "application/vnd.vegalite.v6+json"
TITLE_LENGTH = 300
# A report is at most 1.2 MB; five pictures of this size leave room for the rest.
MOST_BYTES = 200_000
# Longer names have no room in a picture, and measuring a label takes time in proportion to its length.
TEXT_LENGTH = 400
# Compositions whose parts have widths of their own.
MANY_VIEWS = {"facet", "repeat", "concat", "hconcat", "vconcat", "spec"}


def specification(chart: Chart) -> dict[str, Any]:
    """The chart as a complete Vega-Lite specification: its encoding, its rows, and the common look."""
    encoding = plain(chart.encoding, f"chart {chart.id}")
    rows = plain(chart.data, f"chart {chart.id}")
    own = encoding.pop("config", {})
    if not encoding.keys() & MANY_VIEWS:
        encoding = {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}, **encoding}
    return {"$schema": VEGA_LITE_SCHEMA, **encoding, "data": {"values": rows}, "config": {**configuration(), **own}}


def mime_bundle(chart: Chart) -> dict[str, Any]:
    """What a notebook shows: the Vega-Lite specification, and the sentence where it cannot be drawn."""
    return {VEGA_LITE_MIME: specification(chart), "text/plain": chart.title}


def draw(chart: Chart, prefix: str) -> str | None:
    """Draw a chart as an SVG element that follows the page's theme.

    Parameters
    ----------
    prefix : makes names inside the picture unique in the page.

    Returns
    -------
    The SVG text, or None when the specification cannot be drawn or its picture is too large for a page (thousands of
    marks other than dots): the page then shows its rows.
    """
    import vl_convert

    text = json.dumps(_drawable(specification(chart)), allow_nan=False)
    try:
        svg: str = vl_convert.vegalite_to_svg(text, allowed_base_urls=[])
    except ValueError:
        return None
    title = clip(visible(chart.title), TITLE_LENGTH)
    good = f"What good looks like: {visible(chart.good)}" if chart.good else ""
    finished = finish(svg, prefix, title, clip(f"{good} {len(chart.data):,} rows.".strip(), TITLE_LENGTH))
    return finished if len(finished) <= MOST_BYTES else None


def _drawable(value: Any) -> Any:
    """The value with every string made visible and cut to a length that can be drawn."""
    if isinstance(value, str):
        return clip(visible(value), TEXT_LENGTH)
    if isinstance(value, dict):
        return {clip(visible(key), TEXT_LENGTH): _drawable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_drawable(item) for item in value]
    return value
