package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.ColumnDefaults;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Schema;

import java.util.ArrayList;
import java.util.List;

/// Rows brought into the shape of a table.
final class Projections {
    private Projections() {}

    /// `rows` with the types of the columns of `schema`, which is that of table `name`, position by
    /// position.
    static Plan convert(Plan rows, Schema schema, String name) {
        List<Integer> ordinals = new ArrayList<>();
        for (int i = 0; i < rows.output().size(); i++) {
            ordinals.add(i);
        }
        return arrange(rows, ordinals, schema, name);
    }

    /// For each column of `schema`, which is that of table `name`, the input's column
    /// `ordinals[i]`, converted to its type; its default where the ordinal is -1.
    static Plan arrange(Plan rows, List<Integer> ordinals, Schema schema, String name) {
        List<Field> output = IcebergTypes.fields(schema);
        List<Expr> expressions = new ArrayList<>();
        boolean same = rows.output().size() == output.size();
        for (int i = 0; i < output.size(); i++) {
            DataType type = output.get(i).type();
            int ordinal = ordinals.get(i);
            if (ordinal < 0) {
                expressions.add(ColumnDefaults.absent(schema.columns().get(i), name));
                same = false;
                continue;
            }
            Expr column = new Expr.Column(ordinal, rows.output().get(ordinal).type());
            same &= ordinal == i && column.type().equals(type);
            expressions.add(
                    column.type().equals(type) ? column : new Expr.Cast(column, type, false));
        }
        return same ? rows : new Plan.Project(rows, expressions, output);
    }
}
