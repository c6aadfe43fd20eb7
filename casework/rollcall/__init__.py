"""The roll check: who should be here, ticked one by one, reconciled and closed."""
