"""What is offered: programmes, their versions, modules and hours."""
