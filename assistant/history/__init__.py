"""Work orders and reports as rows, and the questions they answer with their sums shown."""
