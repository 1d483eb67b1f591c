package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.PlanIo;
import dev.tarn.engine.physical.PlanJson;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What EXPLAIN gives of a planned statement: a query over its lines.
final class Explained {
    private Explained() {}

    /// One row for every line of the plan, or one of its JSON, or what the plan does when it runs.
    ///
    /// @throws SqlException NOT_SUPPORTED where the JSON of a command without a plan is asked for
    static Statement of(Syntax.Explain asked, Statement planned, Relations relations) {
        if (asked.what() == Syntax.Explained.VALIDITY) {
            return rows(new Field("Valid", DataType.BOOLEAN), List.of(List.of(true)));
        }
        if (asked.what() == Syntax.Explained.IO) {
            List<List<@Nullable Object>> json = List.of(List.of(io(planned, relations)));
            return rows(new Field("Query Plan", DataType.STRING), json);
        }
        if (asked.analyze() && planned instanceof Statement.Select(Plan analyzed, Object _)) {
            return new Statement.Select(new Plan.Analyze(analyzed, asked.json()));
        }
        List<List<@Nullable Object>> lines = new ArrayList<>();
        if (asked.json()) {
            lines.add(List.of(json(planned)));
        } else {
            text(planned).lines().forEach(line -> lines.add(List.of(line)));
        }
        return rows(new Field("Query Plan", DataType.STRING), lines);
    }

    private static Statement rows(Field column, List<List<@Nullable Object>> rows) {
        List<Field> fields = List.of(column);
        return new Statement.Select(
                new Plan.Rows("explain", fields, RowBatches.of(fields, () -> rows)));
    }

    private static String json(Statement statement) {
        return switch (statement) {
            case Statement.Select select -> PlanJson.of(select.plan());
            case Command.Insert insert -> PlanJson.of(insert.rows());
            case Command.ReplacePartitions replace -> PlanJson.of(replace.rows());
            case Command.ChangeRows change -> PlanJson.of(change.rows());
            case Command.CreateTableAs create -> PlanJson.of(create.rows());
            case Command command ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            command.updateType() + " has no plan, so that there is no JSON of it");
        };
    }

    private static String io(Statement statement, Relations relations) {
        return switch (statement) {
            case Statement.Select select -> PlanIo.of(List.of(select.plan()), null);
            case Command.Insert insert -> PlanIo.of(List.of(insert.rows()), insert.name());
            case Command.ReplacePartitions replace ->
                    PlanIo.of(List.of(replace.rows()), replace.name());
            case Command.ChangeRows change -> {
                Plan added = change.added();
                yield PlanIo.of(
                        added == null ? List.of(change.rows()) : List.of(change.rows(), added),
                        change.name());
            }
            case Command.CreateTableAs create -> {
                Name name = create.table().name();
                Catalogs.TableName place = relations.catalogs().table(name, relations.session());
                yield PlanIo.of(List.of(create.rows()), place.toString());
            }
            case Command command ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            command.updateType() + " has no plan that reads or writes tables");
        };
    }

    private static String text(Statement statement) {
        return switch (statement) {
            case Statement.Select select -> PlanText.of(select.plan());
            case Command.Insert insert ->
                    "Insert into %s\n".formatted(insert.name()) + PlanText.of(insert.rows());
            case Command.ReplacePartitions replace ->
                    "Replace partitions of %s\n".formatted(replace.name())
                            + PlanText.of(replace.rows());
            case Command.ChangeRows change -> changeText(change);
            case Command.CreateTableAs create ->
                    "Create table %s\n".formatted(create.table().name())
                            + PlanText.of(create.rows());
            case Command command -> command.updateType() + "\n";
        };
    }

    private static String changeText(Command.ChangeRows change) {
        String text =
                "%s of %s\n".formatted(change.kind(), change.name()) + PlanText.of(change.rows());
        Plan added = change.added();
        return added == null ? text : text + "Insert\n" + PlanText.of(added);
    }
}
