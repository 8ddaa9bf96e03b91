"""Tables and their loaders: lexicons, states, offices, equipment, cues, the gazetteer."""
