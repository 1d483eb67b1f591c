package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.schema.ChangedFiles;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relations;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The changes of a table as Spark's `create_changelog_view` has them, a query over [TableChanges].
///
/// A row that a snapshot deleted and inserted again, as copying files does, did not change: of each
/// content, as many deletes and inserts of one snapshot go as there are pairs. With net changes,
/// what is left goes likewise across snapshots, the oldest first. Where columns identify rows, a
/// delete and an insert of the same identity in one snapshot are `UPDATE_BEFORE` and
/// `UPDATE_AFTER`; where a snapshot deleted several rows of one identity, or inserted several in
/// the place of one, the query fails. Follows Iceberg's `ChangelogIterator`s.
final class Changelog {
    private static final String SOURCE = "$changes";

    /// Of the deletes and inserts in one window, those that are left when pairs are gone.
    private static final String WITHOUT_PAIRS =
            """
            SELECT %1$s "_change_type", "_change_ordinal", "_commit_snapshot_id" FROM (
                SELECT %1$s "_change_type", "_change_ordinal", "_commit_snapshot_id",
                    sum(CASE "_change_type" WHEN 'INSERT' THEN 1 ELSE -1 END)
                        OVER (PARTITION BY %2$s) AS "$net",
                    row_number() OVER (PARTITION BY %2$s, "_change_type"
                        ORDER BY "_change_ordinal" DESC) AS "$number"
                FROM "$changes") AS "$paired"
            WHERE "$number" <= CASE "_change_type" WHEN 'INSERT' THEN "$net" ELSE -"$net" END
            """;

    private static final String WITH_UPDATES =
            """
            SELECT %1$s
                CASE WHEN "$deleted" = 0 OR "$deleted" = 1 AND "$inserted" = 0 THEN "_change_type"
                    WHEN "$deleted" = 1 AND "$inserted" = 1
                        THEN replace(replace("_change_type", 'DELETE', 'UPDATE_BEFORE'),
                            'INSERT', 'UPDATE_AFTER')
                    ELSE fail(concat('Cannot compute updates: snapshot ',
                        CAST("_commit_snapshot_id" AS varchar), %3$s)) END AS "_change_type",
                "_change_ordinal", "_commit_snapshot_id"
            FROM (
                SELECT %1$s "_change_type", "_change_ordinal", "_commit_snapshot_id",
                    count(CASE "_change_type" WHEN 'DELETE' THEN 1 END)
                        OVER (PARTITION BY %2$s, "_change_ordinal") AS "$deleted",
                    count(CASE "_change_type" WHEN 'INSERT' THEN 1 END)
                        OVER (PARTITION BY %2$s, "_change_ordinal") AS "$inserted"
                FROM "$changes") AS "$counted"
            """;

    private final Relations.Located located;
    private final boolean net;
    private final List<String> identifiers;
    private final SqlNode call;

    /// @param net whether what a later snapshot took back is left out
    /// @param identifiers columns that identify a row; empty to tell no updates
    Changelog(Relations.Located located, boolean net, List<String> identifiers, SqlNode call) {
        if (net && !identifiers.isEmpty()) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Net changes are told without updates: leave out either net_changes or the"
                            + " identifier columns",
                    call);
        }
        this.located = located;
        this.net = net;
        this.identifiers = List.copyOf(identifiers);
        this.call = call;
    }

    /// The query for what was changed after `start`, null for all that is known, until `end`, null
    /// for the current snapshot.
    SqlNode query(@Nullable Long start, @Nullable Long end) {
        long last = end == null ? current() : end;
        List<ChangedFiles> changes = TableChanges.changes(located, start, last, call);
        SqlNode rows = TableChanges.query(located, changes, last, TableChanges.Columns.SPARK, call);
        Schema schema = SnapshotUtil.schemaFor(located.table(), last);
        List<String> names = schema.columns().stream().map(Types.NestedField::name).toList();
        List<String> keys = keys(schema);
        boolean deletes =
                changes.stream()
                        .anyMatch(change ->
                                !change.removed().isEmpty() || !change.marked().isEmpty());
        if (!deletes) {
            return rows;
        }
        String content =
                schema.columns().stream().map(this::content).collect(Collectors.joining(", "));
        String listed = listed(names);
        SqlNode changed =
                over(rows, WITHOUT_PAIRS.formatted(listed, content + ", \"_change_ordinal\""));
        if (net) {
            return over(changed, WITHOUT_PAIRS.formatted(listed, content));
        }
        if (keys.isEmpty()) {
            return changed;
        }
        String message = " deleted or inserted several rows with the same %s".formatted(keys);
        String literal = "'" + message.replace("'", "''") + "'";
        return over(changed, WITH_UPDATES.formatted(listed, joined(keys), literal));
    }

    private long current() {
        Snapshot snapshot = located.table().currentSnapshot();
        if (snapshot == null) {
            throw refused("Table %s has no snapshot yet".formatted(located.place()));
        }
        return snapshot.snapshotId();
    }

    /// The identifying columns as the schema spells them.
    private List<String> keys(Schema schema) {
        List<String> keys = new ArrayList<>();
        for (String identifier : identifiers) {
            Types.NestedField exact = schema.asStruct().field(identifier);
            Types.NestedField field =
                    exact == null ? schema.asStruct().caseInsensitiveField(identifier) : exact;
            if (field == null) {
                List<String> known =
                        schema.columns().stream().map(Types.NestedField::name).toList();
                throw refused(
                        "Table %s has no column '%s'%s"
                                .formatted(
                                        located.place(),
                                        identifier,
                                        Nearest.hint(identifier, known)));
            }
            keys.add(field.name());
        }
        return keys;
    }

    private SqlException refused(String message) {
        return Positions.error(ErrorCode.INVALID_ARGUMENTS, message, call);
    }

    private static String joined(List<String> names) {
        return names.stream().map(Changelog::quoted).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// What is equal where values of the column are. Maps have no order, by which rows are brought
    /// together: their keys in order and the values of these have one.
    private String content(Types.NestedField column) {
        String name = quoted(column.name());
        DataType type = IcebergTypes.dataType(column.type());
        if (ValueOrder.isOrdered(type)) {
            return name;
        }
        if (type instanceof DataType.MapOf map
                && ValueOrder.isOrdered(map.key())
                && ValueOrder.isOrdered(map.value())) {
            return "array_sort(map_keys(%1$s)), transform(array_sort(map_keys(%1$s)), k -> %1$s[k])"
                    .formatted(name);
        }
        throw Positions.error(
                ErrorCode.NOT_SUPPORTED,
                "Which rows of %s were only copied cannot be told: values of its column '%s', of type %s, have no order; table_changes tells all of them"
                        .formatted(located.place(), column.name(), type),
                call);
    }

    /// The same before other columns.
    private static String listed(List<String> names) {
        return joined(names) + ",";
    }

    /// The query `sql` of [#SOURCE], which `rows` are.
    private static SqlNode over(SqlNode rows, String sql) {
        if (!(StatementParser.parse(sql) instanceof Syntax.Query query)) {
            throw new IllegalStateException(sql);
        }
        return query.query()
                .accept(
                        new SqlShuttle() {
                            @Override
                            public SqlNode visit(SqlIdentifier name) {
                                return name.isSimple() && name.getSimple().equals(SOURCE)
                                        ? rows
                                        : name;
                            }
                        });
    }
}
