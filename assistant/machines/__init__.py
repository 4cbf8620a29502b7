"""A machine at hand: who is meant by a label, what is worth knowing at it, and the label itself."""
