"""POST /validations: would this payment be let in? Nothing is stored or counted."""
