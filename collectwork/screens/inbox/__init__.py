"""The inbox: replies that wait, and mails whose account a person has to name."""
