"""Other systems' tickets: theirs become questions and drafts, our reports become theirs."""
