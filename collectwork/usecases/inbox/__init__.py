"""What comes in by mail: fetched, read, matched to accounts, filed, or left for a person.

``fetching`` looks into the mailboxes, ``parsing`` reads a message within limits, ``clues`` and
``matching`` find whose it is, ``filing`` stores a page of messages at once, ``reports`` acts on
what mail servers say, ``triage`` is what people do with the rest.
"""
