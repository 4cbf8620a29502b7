"""A messy note or a conversation becomes a draft with nothing invented."""
