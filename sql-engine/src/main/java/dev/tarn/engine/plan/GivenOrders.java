package dev.tarn.engine.plan;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.engine.physical.RowOrder;

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
        Plan over = PlanInputs.mapped(plan, GivenOrders::in);
        return switch (over) {
            case Plan.Sort sort when RowOrder.of(sort.input()).gives(sort.keys()) -> sort.input();
            case Plan.TopN top when RowOrder.of(top.input()).gives(top.keys()) ->
                    new Plan.Limit(top.input(), top.limit(), top.offset());
            default -> over;
        };
    }
}
