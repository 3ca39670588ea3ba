"""Made-up applications whose truth the generator knows, put through the real flow: what is approved that must not be?"""
