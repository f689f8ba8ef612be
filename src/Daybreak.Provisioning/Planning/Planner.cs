namespace Daybreak.Provisioning.Planning;

/// <summary>Makes plans. Each step sees the planned changes of the steps before it.</summary>
public static class Planner
{
    /// <summary>Plans the steps of a specification.</summary>
    /// <param name="steps">In order.</param>
    /// <param name="vm">The specification.</param>
    /// <param name="machine">A view that afterwards includes the planned changes.</param>
    public static Result<Plan> Make(IEnumerable<IStep> steps, VmSpecification vm, MachineView machine)
    {
        var planned = new List<PlannedStep>();
        foreach (var step in steps)
        {
            try
            {
                var plan = step.Plan(vm, machine);
                machine.Foresee(plan.Changes);
                planned.Add(new PlannedStep(step.Name, plan));
            }
            catch (FileFailure failure)
            {
                return StepFailure.Of(step.Name, failure);
            }
        }
        return new Plan(planned);
    }

    /// <summary>Plans one boot step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="machine">A view that afterwards includes the planned changes.</param>
    public static Result<PlannedStep> Make(IBootStep step, MachineView machine)
    {
        try
        {
            var plan = step.Plan(machine);
            machine.Foresee(plan.Changes);
            return new PlannedStep(step.Name, plan);
        }
        catch (FileFailure failure)
        {
            return new Failure(ExitStatus.CannotWrite, failure.Message, failure.Message) { Step = step.Name };
        }
    }
}
