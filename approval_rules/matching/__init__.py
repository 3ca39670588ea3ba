"""What many companies get of many schemes, and what one company does best: pure, like all of this folder."""
