"""Finds time expressions, with their TIMEX3 values and the days they can mean."""
