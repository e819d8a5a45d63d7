"""What a customer's answer says: read by rules, proposed with the sentence, never believed."""
