"""What is true: the facts and the texts of `content/`, read once and checked."""
