"""One policy for many homes, learned without their data leaving them: see README.md in this folder."""
