"""Buses: a timetable (GTFS) scanned on arrays, from door to door and back."""
