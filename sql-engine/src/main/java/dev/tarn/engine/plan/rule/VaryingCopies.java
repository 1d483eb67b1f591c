package dev.tarn.engine.plan.rule;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Refuses correlated sub-queries whose decorrelation computes twice what is another value each
/// time, as `random()` or a sample: it joins the outer rows to those that the sub-query gives for
/// them, computed once more, and finds none of them again.
///
/// ```
/// SELECT r, (SELECT count(*) FROM t WHERE a > f.r) FROM (SELECT random() r FROM t) f
/// ```
///
/// Calls are numbered before; a number that stands in two places after is of a call that was
/// copied. Samples are counted.
public final class VaryingCopies {
    private VaryingCopies() {}

    /// `root` with its calls numbered, until [DecorrelationGuard#removed] takes the numbers away.
    public static RelNode numbered(RelNode root) {
        RexBuilder builder = root.getCluster().getRexBuilder();
        return rewritten(
                root,
                new RexShuttle() {
                    private int count;

                    @Override
                    public RexNode visitCall(RexCall call) {
                        RexNode visited = super.visitCall(call);
                        return call.getOperator().isDeterministic()
                                ? visited
                                : builder.makeCall(
                                        call.getType(),
                                        DecorrelationGuard.OPAQUE,
                                        List.of(
                                                visited,
                                                builder.makeExactLiteral(
                                                        BigDecimal.valueOf(count++))));
                    }
                });
    }

    /// @param root as it was
    /// @param tree decorrelated, without columns that nobody reads
    /// @throws SqlException NOT_SUPPORTED where a call that [#numbered] saw stands in two places,
    ///   or there are more samples than in `root`
    public static void refuse(RelNode root, RelNode tree) {
        if (samples(tree) > samples(root)) {
            throw refused();
        }
        Set<Integer> seen = new HashSet<>();
        rewritten(
                tree,
                new RexShuttle() {
                    @Override
                    public RexNode visitCall(RexCall call) {
                        if (isNumbered(call)
                                && !seen.add(RexLiteral.intValue(call.getOperands().getLast()))) {
                            throw refused();
                        }
                        return super.visitCall(call);
                    }
                });
    }

    private static SqlException refused() {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "A sub-query that depends on rows with values that are others each time, as of"
                        + " random(), is not supported; compute these into a table first");
    }

    /// Those that may be others each time.
    private static int samples(RelNode tree) {
        boolean varies =
                tree instanceof Sample sample && !sample.getSamplingParameters().isRepeatable();
        return (varies ? 1 : 0) + tree.getInputs().stream().mapToInt(VaryingCopies::samples).sum();
    }

    private static boolean isNumbered(RexCall call) {
        return call.getOperator() == DecorrelationGuard.OPAQUE && call.getOperands().size() == 2;
    }

    private static RelNode rewritten(RelNode root, RexShuttle expressions) {
        return root.accept(
                new RelHomogeneousShuttle() {
                    @Override
                    public RelNode visit(RelNode other) {
                        return super.visit(other).accept(expressions);
                    }
                });
    }
}
