"""Weights: where they come from, how they are checked, and the engines that run them."""
