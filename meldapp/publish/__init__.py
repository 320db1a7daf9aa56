"""What goes on a host: the frozen site, its offline set and its compressed copies."""
