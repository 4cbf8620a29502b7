"""A package, so that no other distribution's folder of that name is taken for it."""
