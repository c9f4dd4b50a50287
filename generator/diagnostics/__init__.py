"""Define findings, fix them in the author's file, and render them."""
