"""Runs a candidate's notebook where it can do no harm, and brings back nothing but JSON.

Three processes stand between the grader and the candidate's code: the *enclosure* (namespaces and a private root, built
by `inside/enclose.py`), the *driver* in it (`inside/drive.py`, which speaks Jupyter's protocol with the kernel over
sockets that exist only in there), and the *kernel*. The grader sees one pipe of JSON lines, reads it with limits, and
a watch ends everything that passes the limits. A candidate who takes over the whole enclosure has gained the right to
write other answers, which the notebook could have done in a cell.
"""

from takehome.practice.runner.execute import run
from takehome.practice.runner.nouns import LIMITS, CellRun, Limits, Run
from takehome.practice.runner.probe import isolated, protections

__all__ = ["LIMITS", "CellRun", "Limits", "Run", "isolated", "protections", "run"]
