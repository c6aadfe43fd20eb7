"""A plan with steps, for stories that need one."""

from casework.plans import service
from casework.plans.models import Area, StepActor
from casework.plans.rules import NewGoal, NewStep
from kernel.db import transaction
from kernel.ids import new_id


def begin(keeper, person_id, *texts, words="I will learn a trade.", area=Area.EMPLOYMENT):
    """(goal id, step ids) of a plan of one goal, the person's own wish."""
    goal = NewGoal(id=new_id(), words=words, area=area, own_wish=True)
    steps = [NewStep(id=new_id(), actor_code=StepActor.PERSON, text=text) for text in texts]
    with transaction():
        service.begin_plan(keeper, person_id)
        service.add_goal(keeper, person_id, goal)
        for step in steps:
            service.add_step(keeper, person_id, goal.id, step)
    return goal.id, [step.id for step in steps]
