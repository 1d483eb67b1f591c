package dev.tarn.engine.plan.rule;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;

/// Refuses window functions over rows that a query outside picks: decorrelation computes them over
/// the rows of all outer rows together.
///
/// ```
/// SELECT … FROM t WHERE a = (SELECT max(n) FROM (SELECT rank() OVER (…) n FROM u WHERE u.k = t.k))
/// ```
public final class CorrelatedWindows {
    private CorrelatedWindows() {}

    /// @throws SqlException NOT_SUPPORTED where there is such a window in `tree`
    public static void refuse(RelNode tree) {
        if (tree instanceof Project project
                && project.containsOver()
                && !RelOptUtil.getVariablesUsed(project).isEmpty()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "A window function over a sub-query that depends on the query around it is not"
                            + " supported; compute it before, partitioned by what they have in"
                            + " common");
        }
        tree.getInputs().forEach(CorrelatedWindows::refuse);
    }
}
