"""The officer's day, the caseload and the supervisor's board."""
