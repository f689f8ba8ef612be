namespace Daybreak.Provisioning.Planning;

/// <summary>Asks every step in order for what is missing, each seeing what the ones before it will have done.</summary>
public static class Planner
{
    /// <summary>Makes the plan. Nothing is written.</summary>
    /// <param name="steps">In order.</param>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="machine">A fresh view: the planned changes stay laid over it.</param>
    public static Result<Plan> Make(IEnumerable<IStep> steps, VmSpecification vm, MachineView machine)
    {
        var planned = new List<PlannedStep>();
        foreach (var step in steps)
        {
            try
            {
                var plan = step.Plan(vm, machine);
                foreach (var change in plan.Changes) machine.Foresee(change);
                planned.Add(new PlannedStep(step.Name, plan));
            }
            catch (FileFailure unreadable)
            {
                return StepFailure.Of(step.Name, unreadable);
            }
        }
        return new Plan(planned);
    }

    /// <summary>Asks one boot step for what is missing.</summary>
    /// <param name="step">The step.</param>
    /// <param name="machine">The view: what is planned stays laid over it.</param>
    /// <param name="unfit">Why the machine is in a state that the step will not touch; null when it is not.</param>
    public static PlannedStep Foresee(IBootStep step, MachineView machine, out string? unfit)
    {
        unfit = null;
        try
        {
            var plan = step.Plan(machine);
            foreach (var change in plan.Changes) machine.Foresee(change);
            return new PlannedStep(step.Name, plan);
        }
        catch (FileFailure untouchable)
        {
            unfit = untouchable.Message;
            return new PlannedStep(step.Name, StepPlan.Empty);
        }
    }
}
