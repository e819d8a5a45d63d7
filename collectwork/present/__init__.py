"""Values become cells, words and charts, for screens and command line alike."""
