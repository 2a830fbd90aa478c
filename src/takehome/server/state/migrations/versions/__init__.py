"""One module a step, in the order of their `down_revision`; a released step is never changed."""
