"""Replays of past evenings, ablations, leak probes and the benchmark, all through the same graph as a live run."""
