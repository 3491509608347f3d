"""A sample of which no figure tells who needs the service."""


def without_need(project):
    """Take away every figure of need: places are then compared within their stratum."""
    (project.folder / "data" / "indicateurs.csv").unlink()
    toml = project.folder / "netmap.toml"
    text = toml.read_text("utf-8").replace("reference = 9.0", 'reference = "territoire"')
    first, last = text.index("[indicateurs.taux_pauvrete]"), text.index("[besoin]")
    toml.write_text(text[:first] + text[last:], "utf-8")
    return project
