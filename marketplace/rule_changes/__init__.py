"""Changed rule sets and rules that a court has stopped: dated, decided by two people, never lost."""
