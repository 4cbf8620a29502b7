"""A plant in one file: taken while it runs, verified before it is put back."""
