"""Setting up and looking after: init, demo, doctor, secret, audit, people."""
