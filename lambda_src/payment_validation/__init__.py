"""Validate payments without storing or counting them: POST /validations."""
