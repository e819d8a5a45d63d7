"""What people do with collectwork: plain verbs that take a Desk."""
