"""Shift handover: what is open, isolated, safety-flagged, and what changed."""
