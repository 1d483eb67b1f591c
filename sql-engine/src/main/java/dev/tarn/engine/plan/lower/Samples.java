package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import org.apache.calcite.plan.RelOptSamplingParameters;
import org.apache.calcite.rel.core.Sample;

import java.math.BigDecimal;
import java.util.List;

/// TABLESAMPLE: each row is kept by chance, whichever method is asked for. SYSTEM may keep rows in
/// pieces, but need not, and pieces of a table that is sorted are no sample of it.
final class Samples {
    private final Lowering lowering;
    private final Expressions expressions;

    Samples(Lowering lowering, Expressions expressions) {
        this.lowering = lowering;
        this.expressions = expressions;
    }

    Plan lower(Sample sample) {
        RelOptSamplingParameters parameters = sample.getSamplingParameters();
        if (parameters.isRepeatable()) {
            throw Expressions.unsupported("TABLESAMPLE … REPEATABLE");
        }
        Plan input = lowering.lower(sample.getInput());
        double share = parameters.sampleRate.doubleValue();
        if (parameters.sampleRate.compareTo(BigDecimal.ONE) >= 0) {
            return input;
        }
        Expr chance = expressions.function("random", List.of());
        return new Plan.Filter(
                input,
                expressions.function(
                        "less_than", List.of(chance, new Expr.Literal(share, DataType.DOUBLE))));
    }
}
