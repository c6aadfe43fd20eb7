"""``./run check --deploy``: what is unsafe about this installation, named one by one."""
