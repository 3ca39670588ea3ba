"""Pixels in, lines of text out."""
