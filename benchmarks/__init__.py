"""What README and docs claim about speed and memory, measured again with one command: python -m benchmarks."""
