"""The tree of units: the service, its regions, prisons, offices, workshops and wings."""
