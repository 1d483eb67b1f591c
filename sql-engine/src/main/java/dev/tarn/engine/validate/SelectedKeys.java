package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/// The keys of ORDER BY of a query with DISTINCT, as they are written outside of it: what is
/// selected becomes the name of its column, and nothing else may be read.
final class SelectedKeys extends SqlShuttle {
    private final SqlNodeList items;
    private final boolean star;

    SelectedKeys(SqlNodeList items) {
        this.items = items;
        this.star = items.stream().anyMatch(i -> i instanceof SqlIdentifier name && name.isStar());
    }

    SqlNode outside(SqlNode key) {
        SqlNode found = key.accept(this);
        return found == null ? key : found;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlIdentifier column = column(call);
        return column == null ? super.visit(call) : column;
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        if (name.isSimple() && (star || isColumn(name.getSimple()))) {
            return name;
        }
        SqlIdentifier column = column(name);
        if (column != null) {
            return column;
        }
        if (star) {
            return name.getComponent(name.names.size() - 1);
        }
        throw Positions.error(
                ErrorCode.SYNTAX_ERROR,
                "ORDER BY of SELECT DISTINCT takes what is selected, which %s is not"
                        .formatted(name),
                name);
    }

    private boolean isColumn(String name) {
        for (int i = 0; i < items.size(); i++) {
            if (name.equalsIgnoreCase(name(i))) {
                return true;
            }
        }
        return false;
    }

    /// The column that is computed as `node` is; null where there is none.
    private @Nullable SqlIdentifier column(SqlNode node) {
        for (int i = 0; i < items.size(); i++) {
            SqlNode item = items.get(i);
            SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
            if (value.equalsDeep(node, Litmus.IGNORE) && !(star && value == item)) {
                return new SqlIdentifier(name(i), node.getParserPosition());
            }
        }
        return null;
    }

    /// What Calcite calls the column of an item.
    private String name(int item) {
        SqlNode node = items.get(item);
        SqlNode name = node.getKind() == SqlKind.AS ? ((SqlCall) node).operand(1) : node;
        return name instanceof SqlIdentifier column
                ? column.names.getLast()
                : SqlUtil.deriveAliasFromOrdinal(item);
    }
}
