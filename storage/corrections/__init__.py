"""Merging and splitting articles, by a person."""
