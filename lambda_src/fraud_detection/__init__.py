"""Screen payments without creating them: POST /screenings."""
