"""Apply the SQL files of sql/ in order, each once."""
