"""Hostile files are read in processes of their own, within limits."""
