"""Files of elsewhere taken into a project: read by a recipe, recognised, mapped, written."""
