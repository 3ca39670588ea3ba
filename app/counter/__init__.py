"""The counter: a start page in big type, and the pre-check for the clerk at the window."""
