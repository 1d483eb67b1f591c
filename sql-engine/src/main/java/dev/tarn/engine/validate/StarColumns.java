package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StarClauses;
import dev.tarn.engine.schema.Nearest;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The columns that [StarClauses] stand for: those of the star but the excluded ones, with other
/// values where REPLACE gives some, by the names that RENAME gives. Clauses name columns as the
/// star has them. Calcite's own forms of a star with clauses fail beside JOIN USING.
final class StarColumns {
    private final StarClauses clauses;
    private final List<SqlNode> all;
    private final Set<String> replaced = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    private StarColumns(StarClauses clauses, List<SqlNode> all) {
        this.clauses = clauses;
        this.all = all;
    }

    /// `items` of `select`, whose FROM is validated, with columns for all such stars.
    ///
    /// @throws SqlException COLUMN_NOT_FOUND where a clause names what the star does not have,
    ///   SYNTAX_ERROR where clauses name one column twice, or EXCLUDE all
    static SqlNodeList in(SqlNodeList items, SqlSelect select, TarnValidator validator) {
        if (items.stream().noneMatch(StarClauses.class::isInstance)) {
            return items;
        }
        List<SqlNode> columns = new ArrayList<>();
        for (SqlNode item : items) {
            if (item instanceof StarClauses clauses) {
                SqlNodeList star =
                        new SqlNodeList(List.of(clauses.star()), item.getParserPosition());
                SqlNodeList all = validator.expandStar(star, select, false);
                columns.addAll(new StarColumns(clauses, all).columns());
            } else {
                columns.add(item);
            }
        }
        return new SqlNodeList(columns, items.getParserPosition());
    }

    private List<SqlNode> columns() {
        List<SqlNode> columns = new ArrayList<>(all);
        for (SqlNode replacement : clauses.replaced()) {
            replace(
                    columns,
                    ((SqlCall) replacement).operand(0),
                    ((SqlCall) replacement).operand(1));
        }
        for (SqlNode name : clauses.renamed()) {
            rename(columns, ((SqlCall) name).operand(0), ((SqlCall) name).operand(1));
        }
        for (int place : excluded()) {
            columns.set(place, clauses);
        }
        columns.removeIf(column -> column == clauses);
        if (columns.isEmpty()) {
            throw refused("SELECT * EXCLUDE/EXCEPT list cannot exclude all columns", clauses);
        }
        return columns;
    }

    private void replace(List<SqlNode> columns, SqlNode value, SqlIdentifier name) {
        if (!replaced.add(name.toString())) {
            throw refused("Column %s is in REPLACE twice".formatted(name), name);
        }
        for (int place : places(name)) {
            columns.set(place, as(value, last(all.get(place)), name));
        }
    }

    private void rename(List<SqlNode> columns, SqlIdentifier column, SqlIdentifier name) {
        for (int place : places(column)) {
            SqlNode before = columns.get(place);
            SqlNode value = before.getKind() == SqlKind.AS ? ((SqlCall) before).operand(0) : before;
            columns.set(place, as(value, name.getSimple(), name));
        }
    }

    private List<Integer> excluded() {
        List<Integer> excluded = new ArrayList<>();
        for (SqlNode name : clauses.excluded()) {
            if (isNamed(clauses.replaced(), 1, name) || isNamed(clauses.renamed(), 0, name)) {
                throw refused("Column %s is excluded, and in another clause".formatted(name), name);
            }
            excluded.addAll(places((SqlIdentifier) name));
        }
        return excluded;
    }

    private static boolean isNamed(SqlNodeList list, int operand, SqlNode name) {
        return list.stream()
                .anyMatch(item ->
                        last(((SqlCall) item).operand(operand)).equalsIgnoreCase(last(name)));
    }

    /// The places of the columns that `name` is of, at least one.
    private List<Integer> places(SqlIdentifier name) {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < all.size(); place++) {
            if (isColumn(all.get(place), name)) {
                places.add(place);
            }
        }
        if (places.isEmpty()) {
            throw Positions.error(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "Column '%s' does not exist%s"
                            .formatted(
                                    name,
                                    Nearest.hint(
                                            name.toString(),
                                            all.stream().map(StarColumns::last).toList())),
                    name);
        }
        return places;
    }

    /// Whether `column` is what `name` says: by its own name, also where the star gives it another
    /// one as columns of several tables are called the same.
    private static boolean isColumn(SqlNode column, SqlIdentifier name) {
        SqlNode own = column.getKind() == SqlKind.AS ? ((SqlCall) column).operand(0) : column;
        if (!(own instanceof SqlIdentifier whole)) {
            return name.isSimple() && last(column).equalsIgnoreCase(name.getSimple());
        }
        int skipped = whole.names.size() - name.names.size();
        for (int i = 0; skipped >= 0 && i < name.names.size(); i++) {
            if (!whole.names.get(skipped + i).equalsIgnoreCase(name.names.get(i))) {
                return false;
            }
        }
        return skipped >= 0;
    }

    private static SqlNode as(SqlNode value, String name, SqlNode at) {
        return SqlStdOperatorTable.AS.createCall(
                at.getParserPosition(), value, new SqlIdentifier(name, at.getParserPosition()));
    }

    /// What a column is called: by its alias, or the last part of its name.
    private static String last(SqlNode column) {
        return column.getKind() == SqlKind.AS
                ? last(((SqlCall) column).operand(1))
                : ((SqlIdentifier) column).names.getLast();
    }

    private static SqlException refused(String message, SqlNode at) {
        return Positions.error(ErrorCode.SYNTAX_ERROR, message, at);
    }
}
