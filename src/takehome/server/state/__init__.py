"""What the server remembers: records, the tables that hold them, and the only code that speaks SQL."""
