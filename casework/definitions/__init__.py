"""Reading a form as its author wrote it, refusing what is no form with the place named."""
