"""From what the homes save to a decision in money."""
