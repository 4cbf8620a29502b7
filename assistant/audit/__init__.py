"""What happened, by whom: a log that only grows, each entry sealed with the one before."""
