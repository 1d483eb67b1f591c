package dev.tarn.engine.plan.stats;

import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMdRowCount;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Rows of equi-joins from the distinct values of their keys: `|L| · |R| / max(d(l), d(r))`, System
/// R's formula. Each further key counts less (the root of the one before), as keys are seldom
/// independent.
///
/// Public for the classes that Calcite compiles.
public final class JoinRowCounts extends RelMdRowCount {
    /// Distinct values of a key about which nothing is known, as a share of the rows.
    private static final double UNKNOWN_SHARE = 0.1;

    @Override
    public @Nullable Double getRowCount(Join join, RelMetadataQuery metadata) {
        Double left = metadata.getRowCount(join.getLeft());
        Double right = metadata.getRowCount(join.getRight());
        if (left == null || right == null) {
            return null;
        }
        JoinInfo keys = join.analyzeCondition();
        double matching = left * right * keySelectivity(join, keys, metadata, left, right);
        RexNode rest =
                RexUtil.composeConjunction(
                        join.getCluster().getRexBuilder(), keys.nonEquiConditions);
        matching = Math.max(1, matching * RelMdUtil.guessSelectivity(rest));
        return rows(join.getJoinType(), left, right, matching);
    }

    private static double rows(JoinRelType type, double left, double right, double matching) {
        return switch (type) {
            case INNER, ASOF -> matching;
            case LEFT, LEFT_ASOF, LEFT_MARK -> Math.max(left, matching);
            case RIGHT -> Math.max(right, matching);
            case FULL -> Math.max(left + right, matching);
            case SEMI -> Math.max(1, Math.min(left, matching));
            case ANTI -> Math.max(1, left - Math.min(left, matching));
        };
    }

    private static double keySelectivity(
            Join join, JoinInfo keys, RelMetadataQuery metadata, double left, double right) {
        double[] distinct = new double[keys.leftKeys.size()];
        for (int i = 0; i < distinct.length; i++) {
            Double leftValues =
                    metadata.getDistinctRowCount(
                            join.getLeft(), ImmutableBitSet.of(keys.leftKeys.get(i)), null);
            Double rightValues =
                    metadata.getDistinctRowCount(
                            join.getRight(), ImmutableBitSet.of(keys.rightKeys.get(i)), null);
            double known =
                    Math.max(
                            leftValues == null ? left * UNKNOWN_SHARE : leftValues,
                            rightValues == null ? right * UNKNOWN_SHARE : rightValues);
            distinct[i] = Math.max(1, known);
        }
        Arrays.sort(distinct);
        double selectivity = 1;
        double exponent = 1;
        for (int i = distinct.length - 1; i >= 0; i--) {
            selectivity /= Math.pow(distinct[i], exponent);
            exponent /= 2;
        }
        return selectivity;
    }
}
