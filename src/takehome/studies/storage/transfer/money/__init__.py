"""Money: what each way to start saves a house in its first year, and ten thousand of them."""
