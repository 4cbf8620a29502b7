"""The guard: what the model wrote is shown as far as the passages hold it."""
