"""Keep on-premises payments readable, and claimed for blue so that they are never booked again, after
its retirement.
"""
