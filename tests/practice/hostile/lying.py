"""Cells that lie: answers that pretend to be right whatever is asked, patched comparisons, forged results.

None of them is dangerous; each must arrive as plain values, or as nothing. `arrives` says what of: a value, or a check.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Lie:
    """One cell, what it tries, and whether what arrived for its section is harmless.

    `poisons`: it spoils the kernel for the cells after it, so that it runs in a notebook of its own.
    """

    source: str
    tries: str
    harmless: Callable[[Any], bool]
    poisons: bool = False


def anything(value: Any) -> bool:
    """Nothing is asked of what arrives, because the whole section may be lost to the patch."""
    return True


def is_text(value: Any) -> bool:
    """A sentence stands where an answer should be, or nothing at all."""
    return value is None or isinstance(value, str) or all(isinstance(each, str) for each in value.values())


def sent(text: str, tries: str, arrives: object) -> Lie:
    """A kernel that sends this JSON as the answers of the section, whatever they are."""
    harvest = json.dumps({"answers": {"SECTION": text}})
    source = (
        "from takehome.practice.runner.inside import harvest\n"
        f"harvest.collect = lambda *a: harvest.JsonText({harvest!r})\nanswers[SECTION] = {{'a': 1}}"
    )
    return Lie(source, tries, lambda value: repr(value) == repr(arrives), poisons=True)


RIGHT = "value = float(shops['Sales'].mean()) if 'shops' in globals() else 1.5\n"
"""The right answer where the notebook is one of the fake assignment."""

LIES: Mapping[str, Lie] = {
    "right-number-as-text": Lie(
        f"{RIGHT}answers[SECTION] = {{'a': str(value)}}", "the right number in quotes", is_text
    ),
    "right-number-in-a-list": Lie(
        f"{RIGHT}answers[SECTION] = {{'a': [value, 1.0]}}", "the right number among others", anything
    ),
    "number-beyond-floats": sent('{"a": 1e999}', "JSON's own infinity", {"a": float("inf")}),
    "no-number-in-json": sent('{"a": NaN, "b": -Infinity}', "what JSON has not", {"a": float("nan"), "b": -math.inf}),
    "key-that-stands-twice": sent('{"a": "no", "a": true}', "two answers to one question", {"a": True}),
    "minus-nothing": sent('{"a": -0.0}', "a zero with a sign", {"a": -0.0}),
    "json-in-json": sent('"{\\"a\\": 1.5}"', "answers as a text of JSON", '{"a": 1.5}'),
    "json-without-bottom": sent("[" * 3_000 + "]" * 3_000, "3,000 lists in each other", None),
    "axes-that-lie": Lie(
        "import itertools\nimport matplotlib.pyplot as plt\nfrom matplotlib.lines import Line2D\n"
        "class Lying(Line2D):\n    def get_xdata(self, orig=True): return itertools.count()\n"
        "    def get_ydata(self, orig=True): return [float('nan'), 'x', self]\n"
        "plt.plot([1, 2]); plt.gca().lines[0].__class__ = Lying\nplt.gca().get_title = lambda: 10 ** 9\n"
        "answers[SECTION] = {'a': 1}",
        "a line of endless data",
        anything,
        poisons=True,
    ),
    "thread-that-goes-on": Lie(
        "import threading, time\ndef later():\n    for n in range(10**6):\n"
        "        answers[SECTION] = {'a': n}; answers[f'x{n % 999}'] = n; time.sleep(1e-4)\n"
        "threading.Thread(target=later, daemon=True).start()\nanswers[SECTION] = {'a': 1}",
        "answers that change while they are read",
        anything,
        poisons=True,
    ),
    "traced-harvest": Lie(
        "import sys, threading\ndef trace(frame, event, argument):\n"
        "    if frame.f_code.co_name == 'plain': frame.f_locals['value'] = 22.65\n    return trace\n"
        "sys.settrace(trace); sys.setprofile(trace); threading.settrace(trace)\nanswers[SECTION] = {'a': 1}",
        "look into what reads the answers",
        anything,
        poisons=True,
    ),
    "equal-to-everything": Lie(
        "class Yes:\n    def __eq__(self, other): return True\n    def __float__(self): return 22.65\n"
        "    def __abs__(self): return 0\n    def __sub__(self, other): return 0\nanswers[SECTION] = {'a': Yes()}",
        "an object that equals every number",
        is_text,
    ),
    "float-that-lies": Lie(
        "class Lie(float):\n    def __sub__(self, other): return 0.0\n    def __eq__(self, other): return True\n"
        "    __hash__ = float.__hash__\nanswers[SECTION] = {'a': Lie(1.5)}",
        "a number whose difference to every other is zero",
        lambda value: value == {"a": 1.5},
    ),
    "text-that-lies": Lie(
        "class Lie(str):\n    def __eq__(self, other): return True\n    __hash__ = str.__hash__\n"
        "answers[SECTION] = {'a': Lie('no')}",
        "a text that equals every other",
        lambda value: value == {"a": "no"},
    ),
    "dictionary-that-lies": Lie(
        "class Lie(dict):\n    def __getitem__(self, key): return 22.65\n    def __contains__(self, key): return True\n"
        "answers[SECTION] = Lie(a=1)",
        "a dictionary that has an answer for every key",
        lambda value: value in ({"a": 1}, {"a": 22.65}),
    ),
    "not-a-number": Lie(
        "answers[SECTION] = {'a': float('nan'), 'b': float('inf'), 'c': -float('inf')}", "NaN and infinity", anything
    ),
    "giant-integer": Lie("answers[SECTION] = {'a': 10 ** 400, 'b': 1}", "a number beyond all floats", anything),
    "giant-digits": Lie("answers[SECTION] = {'a': 10 ** 10_000}", "a number of 10,001 digits", is_text),
    "nested": Lie(
        "x = []\nfor _ in range(10_000): x = [x]\nanswers[SECTION] = {'a': x}", "10,000 lists in each other", anything
    ),
    "giant-text": Lie("answers[SECTION] = {'a': 'a' * 100_000_000}", "a text of 100 MB", is_text),
    "giant-list": Lie("answers[SECTION] = {'a': list(range(10**7))}", "ten million numbers", is_text),
    "odd-keys": Lie(
        "answers[SECTION] = {(1, 2): 1, None: 2, 3.5: 3, object(): 4, 'a': 5}", "keys that are no text", anything
    ),
    "holds-itself": Lie(
        "x = {}\nx['a'] = x\nanswers[SECTION] = x", "a dictionary that holds itself", lambda value: value is not None
    ),
    "not-a-dictionary": Lie(
        "answers[SECTION] = [1, 2, 3]", "a list for a dictionary", lambda value: value == [1, 2, 3]
    ),
    "function-as-answer": Lie("answers[SECTION] = {'a': lambda: 1, 'b': print}", "functions as answers", is_text),
    "endless-iterator": Lie(
        "import itertools\nanswers[SECTION] = {'a': itertools.count(), 'b': iter([])}", "an endless iterator", is_text
    ),
    "hanging-conversion": Lie(
        "class Slow:\n    def tolist(self):\n        while True: pass\nanswers[SECTION] = {'a': Slow()}\n"
        "hang = SECTION",
        "a conversion that never ends",
        anything,
    ),
    "no-answers": Lie("answers = None", "throw the dictionary away", lambda value: value is None),
    "patched-comparison": Lie(
        "import math, numpy as np, builtins\nmath.isclose = np.isclose = np.allclose = lambda *a, **k: True\n"
        "builtins.abs = lambda x: 0\nanswers = {}; answers[SECTION] = {'a': 1.5}",
        "a comparison that is always true",
        lambda value: value == {"a": 1.5},
        poisons=True,
    ),
    "dropped-asserts": Lie(
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Drop())\nanswers[SECTION] = {'a': 1.5}",
        "a cell transformer that drops asserts",
        lambda value: value == {"a": 1.5},
    ),
    "patched-traceback": Lie(
        "get_ipython().showtraceback = lambda *a, **k: None\nanswers[SECTION] = {'a': 1.5}\n1 / 0",
        "hide its errors",
        lambda value: value == {"a": 1.5},
        poisons=True,
    ),
    "rewrites-other-sections": Lie(
        "for n in range(1, 9): answers[n] = {'a': 22.65}\nanswers[SECTION] = {'a': 22.65}",
        "write answers of other sections",
        lambda value: value == {"a": 22.65},
        poisons=True,
    ),
    "widgets": Lie(
        "from IPython.display import HTML, Javascript, display\ndisplay(HTML('<script>alert(1)</script>'))\n"
        "display(Javascript('alert(1)'))\nanswers[SECTION] = {'a': '<script>alert(1)</script>'}",
        "script in the output and in the answers",
        lambda value: value == {"a": "<script>alert(1)</script>"},
    ),
    "giant-picture": Lie(
        "import matplotlib.pyplot as plt, numpy as np\nplt.plot(np.arange(10**6))\n"
        "for _ in range(30): plt.figure(); plt.plot([1])\nanswers[SECTION] = {'a': 1}",
        "a line of a million points and thirty pictures",
        lambda value: value in ({"a": 1}, None),
    ),
    "half-a-character": Lie(
        "print('\\ud800')\nanswers[SECTION] = {'a': '\\ud800', '\\udfff': 1}",
        "text that no file can hold",
        lambda value: value in ({"a": "?", "?": 1}, None),
    ),
    "patched-serialiser": Lie(
        'import json\njson.dumps = lambda *a, **k: \'{"answers": {"SECTION": "{\\\\"a\\\\": 22.65}"}}\'\n'
        "answers[SECTION] = {'a': 1}",
        "a serialiser that says what it likes",
        lambda value: value in ({"a": 22.65}, None),
        poisons=True,
    ),
    "patched-harvest": Lie(
        "import sys, types\nforged = types.ModuleType('forged')\nforged.collect = lambda *a: 10 ** 9\n"
        "sys.modules['takehome.practice.runner.inside.harvest'] = forged\nanswers[SECTION] = {'a': 1}",
        "a harvest that is not ours",
        anything,
        poisons=True,
    ),
    "patched-protocol": Lie(
        "shell = get_ipython()\nshell.user_expressions = lambda e: {'harvest': {'data': {'text/plain': '[' * 10**6}}}\n"
        "answers[SECTION] = {'a': 1}",
        "a reply that no parser survives",
        anything,
        poisons=True,
    ),
    "forged-public-messages": Lie(
        "session = get_ipython().kernel.session\nfor _ in range(100):\n"
        "    session.send(get_ipython().kernel.iopub_socket, 'status', {'execution_state': 'idle'},"
        " parent=get_ipython().parent_header)\nanswers[SECTION] = {'a': 1}",
        "messages that say that the cell is over",
        anything,
        poisons=True,
    ),
}
