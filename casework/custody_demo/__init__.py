"""What happened to some of the demo's people in custody, through the commands of the screens."""
