"""Measurements, as ratios of one run against something public. Not part of the tests."""
