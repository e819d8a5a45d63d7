"""collectwork: the terminal workbench for B2B collection work."""
