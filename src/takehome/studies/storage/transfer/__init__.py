"""What one home has learned, carried to another: see README.md in this folder."""
