"""Fault reports: their fields and states, how they are drafted, and where they go."""
