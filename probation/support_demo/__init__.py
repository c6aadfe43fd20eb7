"""Help from outside in the demo: a small directory, referrals at every stage, circumstances, wishes about reminders."""
