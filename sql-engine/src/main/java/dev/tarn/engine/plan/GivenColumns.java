package dev.tarn.engine.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What SET gives to the columns of a table, and to fields of structs: a struct of which a field is
/// given becomes a row of that and of its other fields as they are, which are NULL where it is.
///
/// ```
/// SET a = e, s.x = f   →   a: e, s: ROW(f, t.s.y, …)
/// ```
final class GivenColumns {
    private final ChangedTable target;
    private final Map<String, Given> columns = new HashMap<>();

    /// The value of a column or field, or what is given to the fields of one.
    private static final class Given {
        private @Nullable SqlNode value;
        private final Map<String, Given> fields = new HashMap<>();
    }

    private GivenColumns(ChangedTable target) {
        this.target = target;
    }

    /// For each column of the table its value; null where it stays as it is. Names may have the
    /// table's alias before them.
    ///
    /// @throws SqlException COLUMN_NOT_FOUND, or DUPLICATE_COLUMN_NAME if one is given twice
    static List<@Nullable SqlNode> of(List<Name> names, List<SqlNode> values, ChangedTable target) {
        GivenColumns given = new GivenColumns(target);
        for (int i = 0; i < names.size(); i++) {
            given.add(names.get(i), values.get(i));
        }
        List<@Nullable SqlNode> all = new ArrayList<>();
        for (Types.NestedField column : target.columns()) {
            Given one = given.columns.get(key(column.name()));
            List<String> path = List.of(target.alias(), column.name());
            all.add(one == null ? null : node(one, column.type(), path));
        }
        return all;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void add(Name name, SqlNode value) {
        List<String> path = name.parts();
        boolean qualified =
                path.size() > 1
                        && path.getFirst().equalsIgnoreCase(target.alias())
                        && find(path.get(0), target.columns()) == null;
        if (qualified) {
            path = path.subList(1, path.size());
        }
        List<Types.NestedField> known = target.columns();
        Map<String, Given> level = columns;
        for (int i = 0; i < path.size(); i++) {
            Types.NestedField field = find(path.get(i), known);
            if (field == null) {
                throw missing(name, String.join(".", path.subList(0, i + 1)), known);
            }
            Given given = level.computeIfAbsent(key(field.name()), _ -> new Given());
            boolean last = i == path.size() - 1;
            if (given.value != null || (last && !given.fields.isEmpty())) {
                throw new SqlException(
                        ErrorCode.DUPLICATE_COLUMN_NAME,
                        "Column '%s' is given twice"
                                .formatted(String.join(".", path.subList(0, i + 1))),
                        name.position(),
                        null);
            }
            if (last) {
                given.value = path.size() == 1 ? DefaultValues.of(value, field, target) : value;
            }
            level = given.fields;
            known = field.type() instanceof Types.StructType struct ? struct.fields() : List.of();
        }
    }

    private static Types.@Nullable NestedField find(String name, List<Types.NestedField> fields) {
        for (Types.NestedField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field;
            }
        }
        return null;
    }

    private SqlException missing(Name name, String path, List<Types.NestedField> known) {
        List<String> names = known.stream().map(Types.NestedField::name).toList();
        return new SqlException(
                ErrorCode.COLUMN_NOT_FOUND,
                "Table %s has no column '%s'%s"
                        .formatted(target.name(), path, Nearest.hint(path, names)),
                name.position(),
                null);
    }

    private static SqlNode node(Given given, Type type, List<String> path) {
        SqlNode value = given.value;
        if (value != null) {
            return value;
        }
        List<SqlNode> fields = new ArrayList<>();
        for (Types.NestedField field : type.asStructType().fields()) {
            List<String> inner = new ArrayList<>(path);
            inner.add(field.name());
            Given of = given.fields.get(key(field.name()));
            fields.add(
                    of == null
                            ? new SqlIdentifier(inner, SqlParserPos.ZERO)
                            : node(of, field.type(), inner));
        }
        return SqlStdOperatorTable.ROW.createCall(SqlParserPos.ZERO, fields);
    }
}
