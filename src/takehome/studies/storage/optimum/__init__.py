"""The most that a battery could earn if every price were known: dynamic program, its replay, and a linear program."""
