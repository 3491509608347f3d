"""The relations: who refers people to the mediator, to whom the mediator refers them."""
