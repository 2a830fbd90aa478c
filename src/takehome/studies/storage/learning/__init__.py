"""Q-learning taught on one day of prices that repeats, every claim checked against the exact optimum of that day."""
