"""Flower as the engine for homes that are really apart: the same local step, behind the homes' own doors."""
