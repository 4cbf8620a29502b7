"""Other systems are told what happened to reports, signed, in order, at least once."""
