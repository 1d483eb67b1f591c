package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
import java.util.List;

/// Other names for the columns of a plan.
final class Renaming {
    private Renaming() {}

    static Plan of(Plan plan, List<Field> output) {
        if (plan instanceof Plan.Project project) {
            return new Plan.Project(project.input(), project.expressions(), output);
        }
        List<Expr> columns = new ArrayList<>();
        for (int i = 0; i < output.size(); i++) {
            columns.add(new Expr.Column(i, output.get(i).type()));
        }
        return new Plan.Project(plan, columns, output);
    }
}
