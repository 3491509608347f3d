"""Public files from the services that hold them: asked for politely, whole or not at all."""
