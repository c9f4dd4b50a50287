"""Show environments in one HTML file: spec, diagram, resources, controls and dashboards, linked both ways."""
