"""Keeps what on-premises has booked, so that it can be read and is not booked again once on-premises is gone."""
