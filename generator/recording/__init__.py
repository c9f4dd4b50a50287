"""A stack written down in Python and made in Node.js by one message, not by one call after the other.

    engine    stands in the place of `generator.engine`: it writes down, step by step, what the builders ask for
    stack     TapStack over it
    player    carries the steps out in Node.js, with cdktf's own classes (`player.js`)

Each call over the border between the languages costs more than the work that it asks for. A recording has no calls:
what AWS or Terraform will know later stands in it as the number of the step that asks for it.
"""
