"""Queues that phones saved as files: opened here, and their records taken through the same door as over the network."""
