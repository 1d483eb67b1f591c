package dev.tarn.engine.plan.answer;

import dev.tarn.engine.Session;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanInputs;
import dev.tarn.engine.plan.lower.Folder;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Puts answers out of manifests in the place of aggregations that they answer exactly, all over a
/// plan:
///
/// ```
/// Aggregate by [day] [count(*), min(price)]    →    Values 2 rows, from the manifests of t
///   TableScan t[day, price] where day > 7
/// ```
///
/// These are counts of rows and values, least and greatest values, and the values of columns that
/// tables are partitioned by as they are; under filters that each file meets with all its rows or
/// none. Files with deletes, without counts or bounds, or with bounds that need not be values leave
/// the aggregation as it is. Who may read what was checked before. A plan is for the snapshots that
/// it names, and so are the answers.
public final class MetadataAnswers {
    /// Session property; `false` has aggregations computed from rows.
    public static final String PROPERTY = "metadata_answers";

    private final Folder folder;

    private MetadataAnswers(Folder folder) {
        this.folder = folder;
    }

    public static Plan in(Plan plan, Folder folder, Session session) {
        boolean isOn = !"false".equalsIgnoreCase(session.properties().get(PROPERTY));
        return isOn ? new MetadataAnswers(folder).answered(plan) : plan;
    }

    private Plan answered(Plan plan) {
        Plan answer = plan instanceof Plan.Aggregate aggregate ? answer(aggregate) : null;
        if (answer != null) {
            return answer;
        }
        return PlanInputs.mapped(plan, this::answered);
    }

    private @Nullable Plan answer(Plan.Aggregate aggregate) {
        Question question = Question.of(aggregate, folder);
        if (question == null) {
            return null;
        }
        List<List<Expr.Literal>> rows;
        try {
            rows = new ManifestReader(question, folder).rows();
        } catch (RuntimeException e) {
            // The scan tells what is wrong with the table's metadata.
            return null;
        }
        return rows == null
                ? null
                : new Plan.Values(aggregate.output(), rows, question.scan().name());
    }
}
