"""What a reply suggests: kept with the reply, done by a person, or over by itself."""
