package dev.tarn.engine.plan.answer;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.plan.lower.Replacing;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What an aggregation asks of a table.
///
/// @param keys what to group by, over the scan's columns
/// @param arguments what each of `kinds` is of; null where it is of rows
record Question(
        Plan.TableScan scan,
        List<Expr> keys,
        List<Total.Kind> kinds,
        List<@Nullable Expr> arguments,
        List<DataType> types) {

    /// The question that `aggregate` is; null where it is not of one table, or of more than
    /// manifests tell.
    static @Nullable Question of(Plan.Aggregate aggregate, Folder folder) {
        List<Total.Kind> kinds = new ArrayList<>();
        for (AggregateCall call : aggregate.calls()) {
            Total.Kind kind = Total.Kind.of(call);
            if (kind == null) {
                return null;
            }
            kinds.add(kind);
        }
        Plan below = aggregate.input();
        List<Expr> columns = identity(below);
        while (below instanceof Plan.Project project) {
            Replacing replacing = Replacing.columns(project.expressions()::get, folder);
            columns = columns.stream().map(replacing::in).toList();
            below = project.input();
        }
        if (!(below instanceof Plan.TableScan scan)) {
            return null;
        }
        List<@Nullable Expr> arguments = new ArrayList<>();
        for (AggregateCall call : aggregate.calls()) {
            arguments.add(
                    call.arguments().isEmpty() ? null : columns.get(call.arguments().getFirst()));
        }
        return new Question(
                scan,
                aggregate.keys().stream().map(columns::get).toList(),
                kinds,
                arguments,
                aggregate.output().stream().map(DataType.Field::type).toList());
    }

    private static List<Expr> identity(Plan input) {
        List<Expr> columns = new ArrayList<>();
        for (DataType.Field field : input.output()) {
            columns.add(new Expr.Column(columns.size(), field.type()));
        }
        return columns;
    }

    /// The type of the aggregate at `ordinal`.
    DataType type(int ordinal) {
        return types.get(keys.size() + ordinal);
    }
}
