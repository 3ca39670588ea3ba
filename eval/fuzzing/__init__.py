"""Files that are made to be refused, and the sound ones they are made from."""
