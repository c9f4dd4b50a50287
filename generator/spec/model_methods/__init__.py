"""Methods of the model's classes, written by hand: one module a section.

A public function belongs to the class that its first parameter names, under the function's own name; one decorated with
`derived` becomes a property. `make model` lists them in the generated class, and passes on the constants.
"""
