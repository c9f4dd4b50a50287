"""Look at an AWS account before the first apply: read-only, and every answer says what to do.

rows       what is found, as data
account    the account as it is seen: boto3 behind questions that each have one answer, or none
checks     one function a question: what a spec needs, against what the account has (quotas and certificate apart)
command    run them, and print rows as text or JSON
"""
