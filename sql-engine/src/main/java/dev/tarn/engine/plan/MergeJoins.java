package dev.tarn.engine.plan;

import dev.tarn.engine.Session;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.EstimatedRows;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.MergeLayout;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.engine.plan.layout.BucketLayouts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Joins tables that are bucketed and sorted by the keys of a join by merging:
///
/// ```
/// HashJoin INNER on [id = id]              BucketedMergeJoin INNER on [id = id]
///   TableScan orders                 →       TableScan orders
///   TableScan items                          TableScan items
/// ```
///
/// A hash join is faster where its table fits into the processor's caches; merging holds no more
/// than batches however large both sides are. It is chosen where the side that would be built is
/// expected to be larger than caches are.
public final class MergeJoins {
    /// Session property; see [#isMode].
    public static final String PROPERTY = "merge_join";

    /// Wherever tables allow it.
    public static final String ALWAYS = "always";

    /// The least bytes of the side built for which a merge is chosen: beyond the caches of most
    /// processors.
    private static final double LEAST_BYTES = 64 << 20;

    /// What a value is taken to need in a hash table, whatever its type.
    private static final double VALUE_BYTES = 16;

    private final boolean always;

    private MergeJoins(boolean always) {
        this.always = always;
    }

    /// Whether the property may have `value`: `true` (by cost), `false` or `always`.
    public static boolean isMode(String value) {
        return List.of("true", "false", ALWAYS).contains(value.toLowerCase(Locale.ROOT));
    }

    static Plan in(Plan plan, Session session) {
        String mode = session.properties().getOrDefault(PROPERTY, "true");
        return mode.equalsIgnoreCase("false")
                ? plan
                : new MergeJoins(mode.equalsIgnoreCase(ALWAYS)).merged(plan);
    }

    private Plan merged(Plan plan) {
        Plan over = PlanInputs.mapped(plan, this::merged);
        return switch (over) {
            case Plan.HashJoin join -> merged(join);
            case Plan.Project project
                    when project.input() instanceof Plan.BucketedMergeJoin merge ->
                    byLeftKeys(project, merge);
            default -> over;
        };
    }

    private Plan merged(Plan.HashJoin join) {
        MergeLayout layout = always || isLarge(join.right()) ? BucketLayouts.of(join) : null;
        return layout == null ? join : new Plan.BucketedMergeJoin(join, layout);
    }

    /// `project` with the left keys of an inner join in the place of the right ones, which have the
    /// same values: rows are known to come in the order of the left ones.
    private static Plan byLeftKeys(Plan.Project project, Plan.BucketedMergeJoin merge) {
        Plan.HashJoin join = merge.join();
        if (join.type() != JoinType.INNER) {
            return project;
        }
        int width = join.left().output().size();
        List<Expr> expressions = new ArrayList<>();
        for (Expr expression : project.expressions()) {
            int key =
                    expression instanceof Expr.Column column
                            ? join.rightKeys().indexOf(column.ordinal() - width)
                            : -1;
            expressions.add(
                    key < 0
                            ? expression
                            : new Expr.Column(join.leftKeys().get(key), expression.type()));
        }
        return new Plan.Project(merge, expressions, project.output());
    }

    private static boolean isLarge(Plan built) {
        double values = Math.max(1, built.output().size());
        return EstimatedRows.of(built) * values * VALUE_BYTES >= LEAST_BYTES;
    }
}
