"""What people do with what came in: lists of reports, and one report to be read."""
