"""Letters about missed contacts that a visit from the field overtakes: somebody is asked whether they still stand."""
