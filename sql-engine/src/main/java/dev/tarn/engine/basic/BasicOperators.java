package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Flow;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

/// Builds the operators of this room into flows.
public final class BasicOperators {
    private BasicOperators() {}

    /// Where `predicate` is null every row stays.
    public static Flow filter(Flow input, @Nullable Expr predicate) {
        return predicate == null
                ? input
                : input.through(new FilterFactory(predicate, input.query().functions()));
    }

    public static Flow project(Flow input, Plan.Project plan) {
        return input.through(new ProjectFactory(plan.expressions(), input.query().functions()));
    }

    public static Flow unnest(Flow input, Plan.Unnest plan) {
        return input.through(new UnnestFactory(plan, input.query().config().batchRowCount()));
    }

    public static Flow limit(Flow input, Plan.Limit limit) {
        return input.through(new LimitFactory(limit.limit(), limit.offset()));
    }

    public static Flow singleRow(Flow input, Plan.SingleRow plan) {
        SingleRow sink = new SingleRow();
        input.into(sink);
        return Flow.from(
                        input.query(),
                        new NumberedSource(() -> 1, 1, morsel -> once(sink.row(plan.output()))))
                .after(sink);
    }

    private static Morsel once(Batch batch) {
        return new Morsel() {
            private @Nullable Batch rest = batch;

            @Override
            public @Nullable Batch next() {
                Batch next = rest;
                rest = null;
                return next;
            }

            @Override
            public void close() {}
        };
    }
}
