"""What a home's part in the training may give away, how it is limited, and what that costs in money."""
