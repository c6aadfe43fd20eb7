"""Services outside that help people under supervision: housing, work, treatment, debt advice, and who may send whom."""
