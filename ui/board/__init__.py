"""The supervisor's desk: figures, the history asked by words and by form, approvals, gaps."""
