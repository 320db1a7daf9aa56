"""What an editor needs: the check of the texts, and what asks for facts."""
