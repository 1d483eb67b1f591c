package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.statement.Command.TableDefinition;
import dev.tarn.engine.statement.Expectation;
import dev.tarn.engine.statement.TableChange;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// EXPECT in CREATE TABLE and ALTER TABLE, and its conditions as plans.
final class Expectations {
    private Expectations() {}

    static void add(
            TableChange.AddExpectation add, Transaction transaction, CommandContext context) {
        Table table = transaction.table();
        Expectation expectation =
                Expectation.of(add.name().toString(), add.condition(), add.policy());
        if (table.properties().containsKey(expectation.property())) {
            throw new SqlException(
                    ErrorCode.ALREADY_EXISTS,
                    "%s has an expectation %s already".formatted(table.name(), add.name()),
                    add.name().position(),
                    null);
        }
        check(List.of(expectation), table.schema(), context);
        transaction.updateProperties().set(expectation.property(), expectation.text()).commit();
    }

    static void drop(TableChange.DropExpectation drop, Transaction transaction) {
        Table table = transaction.table();
        String property = Expectation.property(drop.name().toString());
        if (table.properties().containsKey(property)) {
            transaction.updateProperties().remove(property).commit();
        } else if (!drop.ifExists()) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "%s has no expectation %s".formatted(table.name(), drop.name()),
                    drop.name().position(),
                    null);
        }
    }

    /// Checks those of a table that is to be created with the columns `schema`.
    static void check(TableDefinition definition, Schema schema, CommandContext context) {
        Map<String, String> properties = new LinkedHashMap<>();
        definition.properties().forEach(one -> properties.put(one.name(), one.value()));
        check(Expectation.in(properties), schema, context);
    }

    private static void check(List<Expectation> all, Schema schema, CommandContext context) {
        for (Expectation one : all) {
            plan(List.of(one), IcebergTypes.fields(schema), "t", context);
        }
    }

    /// A plan that gives `columns` and behind them the conditions of `all`: projections over a
    /// [Plan.Rows] with the columns.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if one is not a condition on a row
    static Plan plan(
            List<Expectation> all, List<Field> columns, String table, CommandContext context) {
        List<String> conditions = all.stream().map(Expectation::condition).toList();
        Plan plan;
        try {
            plan = context.planner().conditions(context.session(), table, columns, conditions);
        } catch (SqlException e) {
            throw refused(all, String.valueOf(e.getMessage()), e);
        }
        for (Field field : plan.output().subList(columns.size(), plan.output().size())) {
            if (!field.type().equals(DataType.BOOLEAN)) {
                throw refused(all, "it is %s, not BOOLEAN".formatted(field.type()), null);
            }
        }
        Plan at = plan;
        while (at instanceof Plan.Project project) {
            at = project.input();
        }
        if (!(at instanceof Plan.Rows rows) || rows.output().size() != columns.size()) {
            throw refused(all, "it must be computed from one row alone", null);
        }
        return plan;
    }

    private static SqlException refused(
            List<Expectation> all, String reason, @Nullable Exception cause) {
        String names = String.join(", ", all.stream().map(Expectation::name).toList());
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "EXPECT %s cannot be evaluated: %s".formatted(names, reason),
                null,
                cause);
    }
}
