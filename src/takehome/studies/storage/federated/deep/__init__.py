"""The network in many homes: learning in a home, rounds over a cohort, what stays personal, what a policy earns."""
