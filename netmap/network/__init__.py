"""The relations: who refers people to the mediator, to whom the mediator refers them."""

from netmap.network.build import build_network
from netmap.network.model import Partner, PartnerNetwork, Relation

__all__ = ["Partner", "PartnerNetwork", "Relation", "build_network"]
