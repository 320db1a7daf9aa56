"""What people see: the Flask app and its templates."""
