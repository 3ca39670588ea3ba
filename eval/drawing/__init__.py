"""Drawing made-up licences and forms whose every word is known."""
