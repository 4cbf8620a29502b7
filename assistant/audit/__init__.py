"""What happened, in order, so that nobody can change it unseen."""
