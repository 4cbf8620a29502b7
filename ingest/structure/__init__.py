"""What a line of a page is: a title, a heading, a caption, furniture, a signal word."""
