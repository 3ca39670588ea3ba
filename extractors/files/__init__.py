"""Bytes in, upright RGB pages out."""
