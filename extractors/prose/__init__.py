"""Values in running text: the page as paragraphs, patterns around words that do not change, people and companies."""
