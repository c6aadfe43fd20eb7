"""What officers and supervisors did with some of the demo's orders, by the real commands."""
