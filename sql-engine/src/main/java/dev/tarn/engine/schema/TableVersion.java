package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Which snapshot of a table a query asks for. Travels through Calcite as a suffix of the table's
/// name, so that the validator sees that snapshot's schema.
public sealed interface TableVersion {
    /// Separates a name from its version; no identifier holds it.
    char SEPARATOR = '\u0000';

    /// A snapshot by its id.
    record Id(long snapshotId) implements TableVersion {}

    /// A branch or tag.
    record Ref(String name) implements TableVersion {}

    /// The last snapshot at or before a point in time.
    record At(long epochMillis) implements TableVersion {}

    /// What it has now, each row with where it is: `_file` and `_pos`, and from format v3 on its
    /// `_row_id`.
    record Rows() implements TableVersion {}

    /// `name` with this version behind it.
    default String suffixed(String name) {
        return name
                + SEPARATOR
                + switch (this) {
                    case Id id -> "i" + id.snapshotId;
                    case Ref ref -> "r" + ref.name;
                    case At at -> "t" + at.epochMillis;
                    case Rows _ -> "p";
                };
    }

    /// The version behind a name; null where there is none.
    static @Nullable TableVersion of(String name) {
        int at = name.indexOf(SEPARATOR);
        if (at < 0) {
            return null;
        }
        String value = name.substring(at + 2);
        return switch (name.charAt(at + 1)) {
            case 'i' -> new Id(Long.parseLong(value));
            case 'r' -> new Ref(value);
            case 'p' -> new Rows();
            default -> new At(Long.parseLong(value));
        };
    }

    /// The name before a version.
    static String plainName(String name) {
        int at = name.indexOf(SEPARATOR);
        return at < 0 ? name : name.substring(0, at);
    }

    /// `table` as the version has it: its snapshot and the schema of that time (of now for
    /// branches, as other engines do).
    ///
    /// @throws SqlException NOT_FOUND where the table never had such a snapshot
    default Relation.OfTable choose(String name, Table table) {
        return switch (this) {
            case Id id -> {
                if (table.snapshot(id.snapshotId) == null) {
                    throw missing(name, "a snapshot " + id.snapshotId);
                }
                yield at(name, table, id.snapshotId);
            }
            case Ref ref -> {
                SnapshotRef found = table.refs().get(ref.name);
                if (found == null) {
                    throw missing(
                            name,
                            "a branch or tag '%s'%s"
                                    .formatted(
                                            ref.name,
                                            Nearest.hint(ref.name, table.refs().keySet())));
                }
                yield found.isBranch()
                        ? new Relation.OfTable(name, table, found.snapshotId(), table.schema())
                        : at(name, table, found.snapshotId());
            }
            case Rows _ -> {
                Snapshot current = table.currentSnapshot();
                List<Types.NestedField> columns = new ArrayList<>(table.schema().columns());
                columns.add(MetadataColumns.FILE_PATH);
                columns.add(MetadataColumns.ROW_POSITION);
                if (TableUtil.supportsRowLineage(table)) {
                    columns.add(MetadataColumns.ROW_ID);
                }
                yield new Relation.OfTable(
                        name,
                        table,
                        current == null ? null : current.snapshotId(),
                        new Schema(columns));
            }
            case At at -> {
                Long snapshot = null;
                for (var entry : table.history()) {
                    if (entry.timestampMillis() <= at.epochMillis) {
                        snapshot = entry.snapshotId();
                    }
                }
                if (snapshot == null) {
                    throw missing(
                            name,
                            "a snapshot at or before " + Instant.ofEpochMilli(at.epochMillis));
                }
                yield at(name, table, snapshot);
            }
        };
    }

    private static Relation.OfTable at(String name, Table table, long snapshotId) {
        Schema schema = SnapshotUtil.schemaFor(table, snapshotId);
        return new Relation.OfTable(name, table, snapshotId, schema);
    }

    private static SqlException missing(String table, String what) {
        return new SqlException(
                ErrorCode.NOT_FOUND, "Table %s does not have %s".formatted(table, what));
    }
}
