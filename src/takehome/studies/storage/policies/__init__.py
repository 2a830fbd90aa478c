"""Policies: rules of conduct that say how much to charge or discharge, given what may be known."""
