"""Fault records: what manuals say of each alarm, fault and error code."""
