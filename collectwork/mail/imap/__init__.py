"""Reading a mailbox by IMAP: replies, and the copies of what was sent."""
