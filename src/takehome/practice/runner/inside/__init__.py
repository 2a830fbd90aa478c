"""What runs inside the enclosure: the builder of it, the driver, and what the driver asks of the kernel."""
