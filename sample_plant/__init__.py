"""A small fictional plant: its manuals, its assets, its work orders and questions about them."""
