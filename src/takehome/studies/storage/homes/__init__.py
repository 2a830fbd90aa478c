"""Homes with a battery: what they use and make, what they pay, what the best schedule would save them."""
