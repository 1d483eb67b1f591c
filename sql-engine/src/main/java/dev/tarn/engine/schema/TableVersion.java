package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Destination;

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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which snapshot of a table a query asks for. Travels through Calcite as a suffix of the table's
/// name, so that the validator sees that snapshot's schema.
public sealed interface TableVersion {
    /// Separates a name from its version; no identifier holds it.
    char SEPARATOR = '\u0000';

    /// How Spark writes a version as the last part of a name.
    Pattern SUFFIX =
            Pattern.compile(
                    "(branch|tag|snapshot_id|at_timestamp)_(.+)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /// A snapshot by its id.
    record Id(long snapshotId) implements TableVersion {}

    /// A branch or tag, or a snapshot by its id as text, which comes first.
    record Ref(String name) implements TableVersion {}

    /// A branch.
    record Branch(String name) implements TableVersion {}

    /// A tag.
    record Tag(String name) implements TableVersion {}

    /// The last snapshot at or before a point in time.
    record At(long epochMillis) implements TableVersion {}

    /// What it has now, or a branch of it, each row with where it is: `_file` and `_pos`, and from
    /// format v3 on its `_row_id`. A branch that does not exist is what a first write makes it of.
    record Rows(@Nullable String branch) implements TableVersion {}

    /// A snapshot with the columns of another one, each row with where it is.
    record Past(long snapshotId, long columnsOf) implements TableVersion {}

    /// Whether commits may change what a query reads by it. Rows that a statement is to change are
    /// looked for by a version of their own, and are validated otherwise.
    default boolean mayChange() {
        return !(this instanceof Id || this instanceof Rows);
    }

    /// `name` with this version behind it.
    default String suffixed(String name) {
        return name
                + SEPARATOR
                + switch (this) {
                    case Id id -> "i" + id.snapshotId;
                    case Ref ref -> "r" + ref.name;
                    case Branch branch -> "b" + branch.name;
                    case Tag tag -> "g" + tag.name;
                    case At at -> "t" + at.epochMillis;
                    case Past past -> "c" + past.snapshotId + "," + past.columnsOf;
                    case Rows rows -> rows.branch == null ? "p" : "w" + rows.branch;
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
            case 'b' -> new Branch(value);
            case 'g' -> new Tag(value);
            case 'c' -> {
                int comma = value.indexOf(',');
                yield new Past(
                        Long.parseLong(value.substring(0, comma)),
                        Long.parseLong(value.substring(comma + 1)));
            }
            case 'p' -> new Rows(null);
            case 'w' -> new Rows(value);
            default -> new At(Long.parseLong(value));
        };
    }

    /// The version that a last part of a name asks for as Spark writes it: `branch_x`, `tag_x`,
    /// `snapshot_id_123`, `at_timestamp_1700000000000` (milliseconds). Null for any other.
    static @Nullable TableVersion ofSuffix(String part) {
        Matcher matcher = SUFFIX.matcher(part);
        if (!matcher.matches()) {
            return null;
        }
        String value = matcher.group(2);
        return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
            case "branch" -> new Branch(value);
            case "tag" -> new Tag(value);
            case "snapshot_id" -> {
                Long id = number(value);
                yield id == null ? null : new Id(id);
            }
            default -> {
                Long millis = number(value);
                yield millis == null ? null : new At(millis);
            }
        };
    }

    /// The number that `text` is, of digits alone; null where it is none or no bigint.
    static @Nullable Long number(String text) {
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException tooLong) {
            return null;
        }
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
                Long id = number(ref.name);
                yield id != null && table.snapshot(id) != null
                        ? at(name, table, id)
                        : reference(name, table, ref.name, "branch or tag");
            }
            case Branch branch -> reference(name, table, branch.name, "branch");
            case Tag tag -> reference(name, table, tag.name, "tag");
            case Rows rows -> {
                Snapshot current = new Destination(rows.branch, true, null).parent(table);
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
            case Past past -> {
                List<Types.NestedField> columns =
                        new ArrayList<>(SnapshotUtil.schemaFor(table, past.columnsOf).columns());
                columns.add(MetadataColumns.FILE_PATH);
                columns.add(MetadataColumns.ROW_POSITION);
                yield new Relation.OfTable(name, table, past.snapshotId, new Schema(columns));
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

    /// @param kind what it has to be, for messages
    private static Relation.OfTable reference(
            String name, Table table, String reference, String kind) {
        SnapshotRef found = table.refs().get(reference);
        if (found == null || !kind.contains(found.isBranch() ? "branch" : "tag")) {
            throw missing(
                    name,
                    "a %s '%s'%s"
                            .formatted(
                                    kind,
                                    reference,
                                    Nearest.hint(reference, table.refs().keySet())));
        }
        return found.isBranch()
                ? new Relation.OfTable(name, table, found.snapshotId(), table.schema())
                : at(name, table, found.snapshotId());
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
