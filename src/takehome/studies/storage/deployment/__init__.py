"""A fitted policy at work: one observation in, what the battery does out; for tables and for streams alike."""
