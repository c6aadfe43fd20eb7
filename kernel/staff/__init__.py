"""The administrator's work: who may sign in, as what, from where."""
