package dev.tarn.engine.plan;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.engine.physical.RowOrder;

import java.util.ArrayList;
import java.util.List;

/// Drops sorts of rows that come in that very order already:
///
/// ```
/// Sort a, b                               Aggregate streamed by b, a
///   Aggregate streamed by b, a       →      Sort a, b, c
///     Sort a, b, c
///
/// TopN a limit 3                          Limit 3
///   Window running order by a, b     →      Window running order by a, b
/// ```
///
/// Nothing may be put between plans after this that does not keep the order of its input.
final class GivenOrders {
    private GivenOrders() {}

    static Plan in(Plan plan) {
        List<Plan> inputs = new ArrayList<>();
        boolean same = true;
        for (Plan input : plan.inputs()) {
            Plan one = in(input);
            same &= one == input;
            inputs.add(one);
        }
        Plan over = same ? plan : PlanInputs.replaced(plan, inputs);
        return switch (over) {
            case Plan.Sort sort when RowOrder.of(sort.input()).gives(sort.keys()) -> sort.input();
            case Plan.TopN top when RowOrder.of(top.input()).gives(top.keys()) ->
                    new Plan.Limit(top.input(), top.limit(), top.offset());
            default -> over;
        };
    }
}
