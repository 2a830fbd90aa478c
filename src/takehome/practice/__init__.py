"""Practice: take-home assessments that are handed out, run and graded, without any code of a candidate's in here.

``new`` hands an assignment out, ``hint`` and ``reveal`` help somebody who trains, ``check`` and ``grade`` run a
notebook in isolation and judge its answers, ``interview`` puts the questions that an interviewer would. The public
names stand in ``__init__.pyi``; each is imported when it is first used.
"""

import lazy_loader

# now, and not when it is first used: the call bears the name of its package, which would else take its place
from takehome.practice.interview import interview as interview

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
