"""Gandeng: one shared model, several light portals, for people whom no employer insures."""
