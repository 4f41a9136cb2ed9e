# Each subject adds its targets in a file of its own beside this one.
