"""Pixels in: what is in a photo besides text, and what is wrong with the photo."""
