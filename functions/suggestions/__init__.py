"""Proposals by a language model, or by rules."""
