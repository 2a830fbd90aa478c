"""How the texts are read: one rubric a section, in the words that people use."""
