"""Messages one day before an appointment: who may get one, what it says, and an outbox that sends nothing twice."""
