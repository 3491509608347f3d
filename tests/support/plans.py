"""Plans that the samples do not have."""


def closing_one(found):
    """Return findings whose plan closes the first permanence that is open today."""
    plan = found.plan
    closed = next(site.id for site in plan.lieux if site.aujourdhui)
    sites = [
        site.model_copy(
            update={"role": "fermee", "demi_journees": dict.fromkeys(site.demi_journees, 0.0)}
        )
        if site.id == closed
        else site
        for site in plan.lieux
    ]
    return found.model_copy(update={"plan": plan.model_copy(update={"lieux": tuple(sites)})})
