"""A request that makes something, sent again because its reply was lost, makes it once."""
