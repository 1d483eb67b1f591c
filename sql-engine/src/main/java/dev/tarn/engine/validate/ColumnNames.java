package dev.tarn.engine.validate;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Puts the tables before the names of columns that Calcite's validator takes only with them: the
/// columns that JOIN USING or NATURAL JOIN makes one of, and structs whose fields are read.
///
/// A common column is the first table's, as inner and left joins give it, or else COALESCE of all.
final class ColumnNames extends SqlShuttle {
    private final TarnValidator validator;
    private final SelectScope scope;
    private final boolean fieldsOnly;

    ColumnNames(TarnValidator validator, SelectScope scope) {
        this(validator, scope, false);
    }

    private ColumnNames(TarnValidator validator, SelectScope scope, boolean fieldsOnly) {
        this.validator = validator;
        this.scope = scope;
        this.fieldsOnly = fieldsOnly;
    }

    /// The same for the fields of structs only, as ORDER BY needs it: its simple names may be those
    /// that SELECT gives.
    ColumnNames ofFields() {
        return new ColumnNames(validator, scope, true);
    }

    /// The items of SELECT, which keep their names. GROUP BY may refer to them by number or name,
    /// and Calcite puts them there as they are.
    SqlNodeList items(SqlNodeList items) {
        List<SqlNode> found = new ArrayList<>();
        for (SqlNode item : items) {
            SqlNode value = Objects.requireNonNull(item.accept(this));
            found.add(
                    value != item && item instanceof SqlIdentifier field
                            ? SqlStdOperatorTable.AS.createCall(
                                    item.getParserPosition(),
                                    value,
                                    field.getComponent(field.names.size() - 1))
                            : value);
        }
        return new SqlNodeList(found, items.getParserPosition());
    }

    /// An item of SELECT, which keeps its name.
    SqlNode item(SqlNode item) {
        SqlNode found = item.accept(this);
        if (found == null || found == item) {
            return item;
        }
        return item instanceof SqlIdentifier name && name.isSimple()
                ? SqlStdOperatorTable.AS.createCall(
                        item.getParserPosition(),
                        found,
                        new SqlIdentifier(name.getSimple(), SqlParserPos.ZERO))
                : found;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.isA(SqlKind.QUERY)) {
            return call;
        }
        if (call.getKind() == SqlKind.AS) {
            SqlNode value = call.operand(0).accept(this);
            if (value == null || value == call.operand(0)) {
                return call;
            }
            List<SqlNode> operands = new ArrayList<>(call.getOperandList());
            operands.set(0, value);
            return call.getOperator().createCall(call.getParserPosition(), operands);
        }
        return super.visit(call);
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        if (name.isStar()) {
            return name;
        }
        if (!name.isSimple()) {
            return field(name);
        }
        if (fieldsOnly) {
            return name;
        }
        SqlNode node = scope.getNode().getFrom();
        while (node instanceof SqlJoin join) {
            List<String> common = validator.usingNames(join);
            if (common != null && common.stream().anyMatch(key -> isSame(key, name.getSimple()))) {
                return column(name, join);
            }
            node = join.getLeft();
        }
        return name;
    }

    private boolean isSame(String one, String other) {
        return validator.getCatalogReader().nameMatcher().matches(one, other);
    }

    private SqlNode column(SqlIdentifier name, SqlJoin join) {
        List<SqlNode> columns = new ArrayList<>();
        addColumns(join, name.getSimple(), name.getParserPosition(), columns);
        return columns.size() == 1 || !isOuter(join)
                ? columns.getFirst()
                : SqlStdOperatorTable.COALESCE.createCall(name.getParserPosition(), columns);
    }

    /// Whether the first table's column may be NULL where another's is not.
    private static boolean isOuter(SqlNode node) {
        return node instanceof SqlJoin join
                && (join.getJoinType().generatesNullsOnLeft() || isOuter(join.getLeft()));
    }

    /// `column.field` with its table's name, unless a table is called as the column is.
    private SqlIdentifier field(SqlIdentifier name) {
        SqlNode from = scope.getNode().getFrom();
        String first = name.names.getFirst();
        if (from == null || isTable(from, first)) {
            return name;
        }
        List<SqlIdentifier> columns = new ArrayList<>();
        addColumns(from, first, name.getParserPosition(), columns);
        if (columns.size() != 1) {
            return name;
        }
        List<String> names = new ArrayList<>(columns.getFirst().names);
        names.addAll(name.names.subList(1, name.names.size()));
        return new SqlIdentifier(names, name.getParserPosition());
    }

    private boolean isTable(SqlNode node, String name) {
        if (node instanceof SqlJoin join) {
            return isTable(join.getLeft(), name) || isTable(join.getRight(), name);
        }
        String alias = SqlValidatorUtil.alias(node);
        return alias != null && isSame(alias, name);
    }

    private void addColumns(
            SqlNode node, String name, SqlParserPos position, List<? super SqlIdentifier> columns) {
        if (node instanceof SqlJoin join) {
            addColumns(join.getLeft(), name, position, columns);
            addColumns(join.getRight(), name, position, columns);
            return;
        }
        SqlValidatorNamespace table = validator.getNamespace(node);
        String alias = SqlValidatorUtil.alias(node);
        if (table == null || alias == null) {
            return;
        }
        for (String column : table.getRowType().getFieldNames()) {
            if (isSame(column, name)) {
                columns.add(new SqlIdentifier(List.of(alias, column), position));
            }
        }
    }
}
