"""What the file must hold beside identity and custody: children, lawyer, hearings, conduct, requests, sanctions."""
