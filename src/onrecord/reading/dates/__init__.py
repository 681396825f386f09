"""Time expressions: where they stand, their TIMEX3 values, and the days that they may mean."""
