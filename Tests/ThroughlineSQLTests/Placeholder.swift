// The module's first test goes here.
