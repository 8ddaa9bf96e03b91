"""Text to tokens, syntax, mentions and claim heads."""
