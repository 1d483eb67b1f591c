package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.ChangedFiles;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.RowBatches;
import dev.tarn.engine.schema.ViewNames;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.iceberg.view.ViewBuilder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Spark's `create_changelog_view(table, changelog_view, options, compute_updates,
/// identifier_columns, net_changes)`.
///
/// Spark's view is the session's. Sessions here live with the clients, so this one is a view of the
/// catalog, of `system.changelog` with the snapshots that were asked for; it replaces another of
/// its kind, and nothing else.
final class ChangelogView implements Procedure {
    private static final String START_ID = "start-snapshot-id";
    private static final String END_ID = "end-snapshot-id";
    private static final String START_TIME = "start-timestamp";
    private static final String END_TIME = "end-timestamp";
    private static final List<String> OPTIONS = List.of(START_ID, END_ID, START_TIME, END_TIME);

    /// Tells the views that may be replaced, by the table they are of.
    private static final String OF_TABLE = "tarn.changelog-of";

    /// The columns besides those of the table.
    private static final List<Types.NestedField> TOLD =
            List.of(
                    MetadataColumns.CHANGE_TYPE,
                    MetadataColumns.CHANGE_ORDINAL,
                    MetadataColumns.COMMIT_SNAPSHOT_ID);

    private static final List<Field> OUTPUT = List.of(new Field("changelog_view", DataType.STRING));

    @Override
    public String name() {
        return "create_changelog_view";
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                CalledTable.TABLE,
                CalledTable.optional("changelog_view", DataType.STRING),
                CalledTable.optional("options", CalledTable.TEXT_MAP),
                CalledTable.optional("compute_updates", DataType.BOOLEAN),
                CalledTable.optional("identifier_columns", CalledTable.TEXTS),
                CalledTable.optional("net_changes", DataType.BOOLEAN));
    }

    @Override
    public List<Field> output() {
        return OUTPUT;
    }

    @Override
    public Batch call(CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        Catalogs.TableName place = CalledTable.place(catalog, session, arguments);
        Table table = CalledTable.load(place, session);
        boolean net = arguments.getOrDefault("net_changes", false).equals(true);
        List<String> keys = identifiers(table, arguments);
        if (net && !keys.isEmpty()) {
            throw refused(
                    "Net changes are told without updates: either net_changes or compute_updates");
        }
        Range range = range(table, CalledTable.map(arguments, "options"));
        // What cannot be told is refused here, and not when the view is read.
        ChangedFiles.between(place.toString(), table, range.start, range.end);
        Catalogs.TableName view = viewPlace(place, catalog, session, arguments);
        create(view, table, query(place.identifier(), range, net, keys), range.end);
        Object name = arguments.get("changelog_view");
        return RowBatches.batch(
                OUTPUT, List.of(List.of(name == null ? view.identifier().name() : name)));
    }

    /// The columns that tell updates; none where no updates are asked for.
    private static List<String> identifiers(Table table, Map<String, Object> arguments) {
        List<String> given = CalledTable.texts(arguments, "identifier_columns");
        boolean isGiven = arguments.containsKey("identifier_columns");
        if (!arguments.getOrDefault("compute_updates", isGiven).equals(true)) {
            return List.of();
        }
        List<String> keys = isGiven ? given : List.copyOf(table.schema().identifierFieldNames());
        if (keys.isEmpty()) {
            throw refused(
                    "Cannot compute updates: table %s has no identifier fields; name columns by identifier_columns"
                            .formatted(table.name()));
        }
        return keys;
    }

    /// After the snapshot `start`, null for all there are, until `end`.
    private record Range(@Nullable Long start, long end) {}

    private static Range range(Table table, Map<String, String> options) {
        for (String option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw refused(
                        "create_changelog_view has no option '%s'%s; there are %s"
                                .formatted(option, Nearest.hint(option, OPTIONS), OPTIONS));
            }
        }
        Long start = number(options, START_ID);
        Long end = number(options, END_ID);
        Long startMillis = number(options, START_TIME);
        Long endMillis = number(options, END_TIME);
        if (start != null && startMillis != null || end != null && endMillis != null) {
            throw refused("An end of the changes is a snapshot or a timestamp, not both");
        }
        if (startMillis != null && endMillis != null && startMillis >= endMillis) {
            throw refused("%s must be before %s".formatted(START_TIME, END_TIME));
        }
        if (table.currentSnapshot() == null) {
            throw refused("Table %s has no snapshot yet".formatted(table.name()));
        }
        if (startMillis != null) {
            start = newestBefore(table, startMillis);
        }
        if (endMillis != null) {
            end = newestBefore(table, endMillis);
            if (end == null) {
                throw refused(
                        "Table %s has no snapshot as old as %s".formatted(table.name(), END_TIME));
            }
        }
        if (start != null) {
            CalledTable.snapshot(table, start);
        }
        long last =
                end == null
                        ? table.currentSnapshot().snapshotId()
                        : CalledTable.snapshot(table, end);
        return new Range(start, last);
    }

    /// The newest of the current snapshot's ancestors that is not younger than `millis`; null where
    /// all are.
    private static @Nullable Long newestBefore(Table table, long millis) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (snapshot.timestampMillis() <= millis) {
                return snapshot.snapshotId();
            }
        }
        return null;
    }

    private static @Nullable Long number(Map<String, String> options, String name) {
        String text = options.get(name);
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw refused("Option '%s' must be a number, not '%s'".formatted(name, text));
        }
    }

    private static String query(
            TableIdentifier table, Range range, boolean net, List<String> identifiers) {
        StringBuilder sql = new StringBuilder("SELECT * FROM TABLE(system.changelog(");
        sql.append("schema_name => ")
                .append(text(new Name(List.of(table.namespace().levels()), null).quoted()));
        sql.append(", table_name => ").append(text(table.name()));
        if (range.start != null) {
            sql.append(", start_snapshot_id => ").append(range.start);
        }
        sql.append(", end_snapshot_id => ").append(range.end);
        if (net) {
            sql.append(", net_changes => true");
        }
        if (!identifiers.isEmpty()) {
            List<String> texts = identifiers.stream().map(ChangelogView::text).toList();
            sql.append(", identifier_columns => ARRAY[")
                    .append(String.join(", ", texts))
                    .append(']');
        }
        return sql.append("))").toString();
    }

    private static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /// Beside the table under `t_changes`; a name that says no schema is in the session's, or in
    /// the table's where the session has none.
    private static Catalogs.TableName viewPlace(
            Catalogs.TableName table,
            CatalogConnection catalog,
            Session session,
            Map<String, Object> arguments) {
        Object given = arguments.get("changelog_view");
        if (given == null) {
            return new Catalogs.TableName(
                    catalog,
                    TableIdentifier.of(
                            table.identifier().namespace(),
                            table.identifier().name() + "_changes"));
        }
        Session inCatalog =
                session.withPlace(
                        catalog.name(),
                        session.namespace() == null
                                ? table.identifier().namespace()
                                : session.namespace());
        Catalogs.TableName place =
                new Catalogs(List.of(catalog)).table(Name.parse(given.toString()), inCatalog);
        place.requireNamespace(null);
        return place;
    }

    private static void create(Catalogs.TableName place, Table table, String sql, long end) {
        ViewCatalog views = place.catalog().views();
        if (views == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED, "The catalog of %s has no views".formatted(place));
        }
        TableIdentifier identifier = place.identifier();
        boolean exists = views.viewExists(identifier);
        if (place.catalog().tables().tableExists(identifier)
                || exists && !views.loadView(identifier).properties().containsKey(OF_TABLE)) {
            throw new SqlException(
                    ErrorCode.TABLE_ALREADY_EXISTS,
                    "'%s' already exists, and is no changelog view; name another by changelog_view"
                            .formatted(place));
        }
        Schema schema = schema(SnapshotUtil.schemaFor(table, end));
        List<String> names = schema.columns().stream().map(Types.NestedField::name).toList();
        ViewBuilder view =
                views.buildView(identifier)
                        .withSchema(schema)
                        .withQuery(ViewNames.DIALECT, sql)
                        .withDefaultNamespace(identifier.namespace())
                        .withDefaultCatalog(place.catalog().name())
                        .withProperty(OF_TABLE, table.name())
                        .withProperty(ViewNames.QUERY_COLUMNS, ViewNames.text(names));
        if (exists) {
            view.replace();
        } else {
            view.create();
        }
    }

    private static Schema schema(Schema ofTable) {
        List<Types.NestedField> fields = new ArrayList<>();
        ofTable.columns().forEach(column -> fields.add(column.asOptional()));
        int id = ofTable.highestFieldId();
        for (Types.NestedField field : TOLD) {
            fields.add(Types.NestedField.optional(++id, field.name(), field.type()));
        }
        return new Schema(fields);
    }

    private static SqlException refused(String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message);
    }
}
