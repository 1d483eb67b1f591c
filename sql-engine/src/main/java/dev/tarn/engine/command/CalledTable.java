package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.statement.Name;

import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The table that a procedure's argument `table` names, and what other arguments name in it.
final class CalledTable {
    static final Procedure.Argument TABLE = required("table", DataType.STRING);

    /// The types of arguments that are collections of text.
    static final DataType TEXT_MAP = new DataType.MapOf(DataType.STRING, DataType.STRING);

    static final DataType TEXTS = new DataType.ListOf(DataType.STRING);

    private CalledTable() {}

    static Procedure.Argument required(String name, DataType type) {
        return new Procedure.Argument(name, type, true, null);
    }

    static Procedure.Argument optional(String name, DataType type) {
        return new Procedure.Argument(name, type, false, null);
    }

    /// The entries of an argument of [#TEXT_MAP]; empty where it is left out.
    static Map<String, String> map(Map<String, Object> arguments, String name) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (arguments.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> entries.put(key.toString(), value.toString()));
        }
        return entries;
    }

    /// The elements of an argument of [#TEXTS]; empty where it is left out.
    static List<String> texts(Map<String, Object> arguments, String name) {
        return arguments.get(name) instanceof List<?> list
                ? list.stream().map(Object::toString).toList()
                : List.of();
    }

    /// How many threads read footers, one if it is not said.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is not more than 0
    static int parallelism(Map<String, Object> arguments) {
        int parallelism = (Integer) arguments.getOrDefault("parallelism", 1);
        if (parallelism < 1) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS, "Argument 'parallelism' must be more than 0");
        }
        return parallelism;
    }

    /// Where the table is or would be, in the catalog of the procedure.
    static Catalogs.TableName place(
            CatalogConnection catalog, Session session, Map<String, Object> arguments) {
        String text = Objects.requireNonNull(arguments.get("table")).toString();
        Session inCatalog = session.withPlace(catalog.name(), session.namespace());
        return new Catalogs(List.of(catalog)).table(Name.parse(text), inCatalog);
    }

    /// @throws SqlException TABLE_NOT_FOUND
    static Table load(Catalogs.TableName place, Session session) {
        Catalogs catalogs = new Catalogs(List.of(place.catalog()));
        Table table =
                new Relations(catalogs, new SystemTables(catalogs), session)
                        .table(
                                place.catalog(),
                                place.identifier().namespace(),
                                place.identifier().name());
        if (table == null) {
            throw place.notFound("Table", null, null);
        }
        return table;
    }

    /// The id `snapshotId`, if the table has such a snapshot.
    static long snapshot(Table table, long snapshotId) {
        if (table.snapshot(snapshotId) == null) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a snapshot %d".formatted(table.name(), snapshotId));
        }
        return snapshotId;
    }

    /// The snapshot that the branch or tag called `name` points to.
    static long reference(Table table, String name) {
        SnapshotRef ref = table.refs().get(name);
        if (ref == null) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a branch or tag '%s'%s"
                            .formatted(
                                    table.name(), name, Nearest.hint(name, table.refs().keySet())));
        }
        return ref.snapshotId();
    }
}
