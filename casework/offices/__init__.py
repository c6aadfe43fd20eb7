"""Which probation office expects a person, and the hand-over of supervision from one office or officer to another."""
