"""Questions that work orders can answer, each with typed parameters and its rows to be checked."""
