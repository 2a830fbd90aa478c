"""Money: which policy to run, what it earns a year, and how sure that is."""
