"""Prices: what they are, how they are read from a table, and how they are made up for stress."""
