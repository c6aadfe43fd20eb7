"""What follows from a decided level: foreseen before it is signed, noted when it is, answered by people afterwards."""
