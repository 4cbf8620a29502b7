"""Who and how to reach them is taken out before a prompt leaves, and put back into the reply."""
