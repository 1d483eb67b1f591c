package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.AsOf;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.MetadataTables;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TableVersion;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMatchRecognize;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The FROM of a query as Calcite's validator understands it: names from the catalog down, with
/// their versions in them; metadata tables, views and functions as what they stand for.
final class FromBinder {
    private final Binder binder;
    private final Relations relations;
    private final ViewExpansion views;

    /// Views of the FROM at hand, as they are written.
    private List<SqlIdentifier> viewNames = new ArrayList<>();

    private final Set<String> withNames = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    /// @param binder of everything else in the query
    FromBinder(Binder binder, Relations relations, ViewExpansion views) {
        this.binder = binder;
        this.relations = relations;
        this.views = views;
    }

    /// Takes what a query names for itself, which hides tables.
    void addNames(SqlWith with) {
        for (SqlNode item : with.withList) {
            withNames.add(((SqlWithItem) item).name.getSimple());
        }
    }

    /// A SELECT with its FROM bound, and what is called by the whole names of views by their own.
    SqlSelect bound(SqlSelect select, SqlNode from) {
        List<SqlIdentifier> outer = viewNames;
        viewNames = new ArrayList<>();
        select.setFrom(relation(from));
        SqlNode called = select;
        for (SqlIdentifier view : viewNames) {
            called = WholeNames.replaced(called, view.names, view.names.getLast());
        }
        viewNames = outer;
        return (SqlSelect) Objects.requireNonNull(called);
    }

    /// A table as its rows were at some time, under the name of that version.
    SqlNode snapshot(SqlSnapshot snapshot) {
        SqlNode inner = relation(snapshot.getTableRef());
        String alias = null;
        if (inner instanceof SqlCall named && named.getKind() == SqlKind.AS) {
            alias = ((SqlIdentifier) named.operand(1)).getSimple();
            inner = named.operand(0);
        }
        if (!(inner instanceof SqlIdentifier table)) {
            throw Positions.error(ErrorCode.NOT_SUPPORTED, "Only tables have versions", snapshot);
        }
        if (TableVersion.of(table.names.getLast()) != null) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS, "The name says a version already", snapshot);
        }
        SqlCall marked = (SqlCall) snapshot.getPeriod();
        SqlNode value = binder.bind(marked.operand(0));
        VersionValues values = new VersionValues(views.constants(), relations.session().zone());
        TableVersion version =
                marked.getOperator() == AsOf.VERSION
                        ? values.version(value)
                        : values.timestamp(value);
        List<String> names = new ArrayList<>(table.names);
        String last = names.getLast();
        names.set(names.size() - 1, version.suffixed(last));
        return as(
                new SqlIdentifier(names, table.getParserPosition()), alias == null ? last : alias);
    }

    /// Table names in FROM, where `t.snapshots` may be a metadata table.
    private SqlNode relation(SqlNode node) {
        return switch (node) {
            case SqlIdentifier name -> table(name);
            case SqlJoin join -> {
                SqlJoin copy = (SqlJoin) join.clone(join.getParserPosition());
                copy.setLeft(relation(join.getLeft()));
                copy.setRight(relation(join.getRight()));
                yield copy;
            }
            case SqlSnapshot snapshot -> snapshot(snapshot);
            case SqlCall call when call.getKind() == SqlKind.TABLESAMPLE -> {
                List<SqlNode> operands = new ArrayList<>(call.getOperandList());
                operands.set(0, relation(call.operand(0)));
                yield call.getOperator().createCall(call.getParserPosition(), operands);
            }
            case SqlMatchRecognize match ->
                    throw Positions.error(
                            ErrorCode.NOT_SUPPORTED,
                            "MATCH_RECOGNIZE is not supported; window functions such as lag and"
                                    + " lead see rows before and after",
                            match);
            case SqlCall call when call.getKind() == SqlKind.COLLECTION_TABLE -> {
                SqlCall bound = (SqlCall) binder.bind(call);
                SqlNode table = rows(bound);
                yield table == null ? node : as(table, FileFunctions.name(bound.operand(0)));
            }
            case SqlCall call when call.getKind() == SqlKind.AS -> {
                SqlNode inner = relation(call.operand(0));
                List<SqlNode> operands = new ArrayList<>(call.getOperandList());
                if (inner instanceof SqlCall named && named.getKind() == SqlKind.AS) {
                    inner = named.operand(0);
                    if (operands.size() == 2) {
                        operands.addAll(named.getOperandList().subList(2, named.operandCount()));
                    }
                }
                operands.set(0, inner);
                yield call.getOperator().createCall(call.getParserPosition(), operands);
            }
            default -> node;
        };
    }

    /// The rows that a function in FROM gives; null where there is none of that name.
    private @Nullable SqlNode rows(SqlCall call) {
        SqlNode changes = ChangeFunction.query(call, relations);
        SqlNode table = changes == null ? FileFunctions.table(call, relations) : changes;
        return table == null && call.operand(0) instanceof SqlBasicCall function
                ? new StoredCalls(views).table(function)
                : table;
    }

    private SqlNode table(SqlIdentifier written) {
        boolean isBound = TableVersion.of(written.names.getLast()) != null;
        if (isBound || written.isSimple() && withNames.contains(written.getSimple())) {
            return written;
        }
        SqlIdentifier name = views.qualified(written);
        List<String> names = name.names;
        String last = names.getLast();
        if (names.size() >= 2 && MetadataTables.isName(last)) {
            Name base = new Name(names.subList(0, names.size() - 1), Positions.of(name));
            Relations.Located table = locate(base);
            if (table != null) {
                return as(whole(table.place(), base.last() + "$" + last, name), last);
            }
        }
        Relations.Located table = locate(new Name(names, Positions.of(name)));
        if (table != null) {
            return whole(table.place(), last, name);
        }
        TableVersion version = names.size() < 2 ? null : TableVersion.ofSuffix(last);
        if (version != null) {
            Name base = new Name(names.subList(0, names.size() - 1), Positions.of(name));
            Relations.Located versioned = locate(base);
            if (versioned != null) {
                String suffixed = version.suffixed(base.last());
                return as(whole(versioned.place(), suffixed, name), last);
            }
        }
        SqlNode view = views.expand(name);
        if (view == null) {
            return name;
        }
        viewNames.add(written);
        return as(view, last);
    }

    private Relations.@Nullable Located locate(Name name) {
        try {
            return relations.locate(name);
        } catch (SqlException e) {
            return null;
        }
    }

    /// The name from the catalog down.
    private static SqlIdentifier whole(Catalogs.TableName place, String name, SqlIdentifier at) {
        List<String> names = new ArrayList<>();
        names.add(place.catalog().name());
        names.addAll(List.of(place.identifier().namespace().levels()));
        names.add(name);
        return new SqlIdentifier(names, at.getParserPosition());
    }

    private static SqlNode as(SqlNode table, String alias) {
        SqlParserPos position = table.getParserPosition();
        return SqlStdOperatorTable.AS.createCall(
                position, table, new SqlIdentifier(alias, position));
    }
}
