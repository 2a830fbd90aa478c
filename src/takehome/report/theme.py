"""The look of every chart: one Vega-Lite configuration whose colours are names that the page fills in.

A study says what a mark *is*, by Vega-Lite's own ``style``, never how it looks: ``{"mark": {"type": "rule", "style":
"reference"}}``. The styles are `accent` (what the sentence is about), `muted` (context), `reference` (the line to
compare with), `band` (an interval around a line), `good` and `bad`. After drawing, each colour of the palette becomes
a CSS variable with the light colour as its fallback, so one picture suits both themes; a colour outside the palette
is left as the study gave it.
"""

from __future__ import annotations

from typing import Any

# name: (light, dark). Contrast with the page (#fdfdfb, #15181c) is at least 3:1 for marks and 4.5:1 for text
# (WCAG 2.2, 1.4.11 and 1.4.3). Series colours: Okabe & Ito (2008), told apart with any colour vision, darkened.
PALETTE = {
    "ink": ("#23262b", "#e7e6e2"),
    "soft": ("#5a606b", "#a9aeb8"),
    "line": ("#dddcd6", "#343941"),
    "accent": ("#1f5fa8", "#7db4f2"),
    "muted": ("#858b96", "#8a919d"),
    "good": ("#00795a", "#45c49b"),
    "bad": ("#b8420b", "#f58a52"),
    "violet": ("#a24f86", "#dd8fc3"),
    "gold": ("#8f6a00", "#e2b93b"),
}
# Fonts of the same widths on every system, so that what was measured when drawing fits when shown.
FONT = "Arial, 'Liberation Sans', Arimo, Helvetica, sans-serif"
# The whole picture, axes included, is this wide: on a phone 350 pixels remain, and its text is still 10 pixels high.
WIDTH, HEIGHT = 460, 260


def _light(name: str) -> str:
    return PALETTE[name][0]


def configuration() -> dict[str, Any]:
    """The Vega-Lite ``config`` of every chart."""
    ink, soft, line, accent = (_light(name) for name in ("ink", "soft", "line", "accent"))
    axis = {
        "labelColor": soft, "titleColor": soft, "gridColor": line, "domainColor": line, "tickColor": line,
        "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "titlePadding": 10,
        "labelLimit": 170, "titleLimit": WIDTH, "tickCount": 6, "labelOverlap": "greedy", "labelPadding": 5,
        "labelSeparation": 4,
    }  # fmt: skip
    return {
        "aria": False,
        "background": None,
        "font": FONT,
        "padding": 6,
        "view": {"stroke": None, "continuousWidth": WIDTH, "continuousHeight": HEIGHT, "discreteWidth": WIDTH},
        "axis": axis,
        "axisBand": {"grid": False, "labelFontSize": 13},
        "legend": {"labelColor": ink, "titleColor": soft, "labelFontSize": 13, "titleFontSize": 13, "orient": "top",
                   "titleFontWeight": "normal", "labelLimit": 220, "symbolStrokeWidth": 2},
        "header": {"labelColor": ink, "titleColor": soft, "labelFontSize": 13, "titleFontSize": 13},
        "title": {"color": ink, "fontSize": 13, "fontWeight": "normal", "anchor": "start"},
        "mark": {"color": accent},
        "text": {"color": ink, "fontSize": 13},
        "bar": {"color": accent, "discreteBandSize": {"band": 0.66}},
        "line": {"color": accent, "strokeWidth": 2},
        "rule": {"color": soft},
        "point": {"color": accent, "filled": True, "size": 22, "opacity": 0.45},
        "circle": {"color": accent, "size": 22, "opacity": 0.45},
        "area": {"color": accent},
        "range": {"category": [_light(name) for name in ("accent", "bad", "good", "violet", "gold", "muted")]},
        "style": _styles(),
    }  # fmt: skip


def _styles() -> dict[str, Any]:
    accent, soft = _light("accent"), _light("soft")
    return {
        "accent": {"color": accent, "strokeWidth": 2.5, "opacity": 1},
        "muted": {"color": _light("muted"), "opacity": 0.6},
        "reference": {"color": soft, "strokeDash": [5, 4], "strokeWidth": 1.5, "opacity": 1},
        "band": {"color": accent, "opacity": 0.2, "strokeWidth": 0},
        "good": {"color": _light("good")},
        "bad": {"color": _light("bad")},
    }
