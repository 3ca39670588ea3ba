"""Made-up applications whose truth is known, put through the real flow: what is approved that must not be?"""
