"""What only a supervisor looks at: outcomes nobody logged, who carries what, records that came late or offline."""
