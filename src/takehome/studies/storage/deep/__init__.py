"""A deep Q-network for storage; needs the extra ``deep`` to be trained, nothing beyond the core to be used."""
