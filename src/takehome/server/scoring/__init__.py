"""Saved studies answering rows over HTTP."""
