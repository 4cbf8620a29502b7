"""Tables on PDF pages: ruled ones from the lines drawn, open ones from how the words stand."""
