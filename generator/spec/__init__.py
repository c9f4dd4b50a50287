"""Reading a spec: load, merge, schema, model. Plain Python: nothing in here knows of cdktf."""
