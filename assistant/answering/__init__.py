"""retrieve -> gate -> prompt -> generate -> cite: one verb a module, read top to bottom."""
