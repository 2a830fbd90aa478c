"""Policies learned for prices that are not known in advance: each learns what stored energy is worth."""
