"""What an auditor watches over time: who decides with whom, how old money in between is, what was overruled."""
