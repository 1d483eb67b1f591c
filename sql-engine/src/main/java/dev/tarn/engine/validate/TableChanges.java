package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.schema.ChangedFiles;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TableVersion;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SnapshotUtil;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The rows that snapshots of a table inserted and deleted, as Trino's `table_changes` has them: a
/// query of the table's versions, for the files that [ChangedFiles] tells.
///
/// ```
/// SELECT t.*, 'insert', … FROM t@id WHERE _file IN (added)
/// UNION ALL SELECT t.*, 'delete', … FROM t@before WHERE _file IN (removed)
/// UNION ALL SELECT t.*, 'delete', … FROM t@before AS t WHERE _file IN (marked)
///     AND NOT EXISTS (SELECT 1 FROM t@id AS o WHERE _file IN (marked)
///                     AND o._file = t._file AND o._pos = t._pos)
/// ```
///
/// Columns are those of the last snapshot. A row that was copied along with others into another
/// file was deleted there and inserted here.
final class TableChanges {
    private static final String ROW = "t";
    private static final String OTHER = "o";
    private static final String FILE = MetadataColumns.FILE_PATH.name();
    private static final String POSITION = MetadataColumns.ROW_POSITION.name();

    private final Relations.Located located;
    private final long end;
    private final Columns columns;
    private final SqlParserPos at;
    private final List<SqlNode> parts = new ArrayList<>();

    private TableChanges(Relations.Located located, long end, Columns columns, SqlParserPos at) {
        this.located = located;
        this.end = end;
        this.columns = columns;
        this.at = at;
    }

    /// What is told of each row besides its columns.
    enum Columns {
        /// `_change_type` (insert, delete), `_change_version_id`, `_change_timestamp`,
        /// `_change_ordinal`, as in Trino.
        TRINO,
        /// `_change_type` (INSERT, DELETE), `_change_ordinal`, `_commit_snapshot_id`, as in Spark.
        SPARK
    }

    /// The query for what was changed after the snapshot `start` until `end`.
    static SqlNode query(Relations.Located located, long start, long end, SqlNode call) {
        return query(located, changes(located, start, end, call), end, Columns.TRINO, call);
    }

    /// The query for `changes`, the last of which `end` is.
    static SqlNode query(
            Relations.Located located,
            List<ChangedFiles> changes,
            long end,
            Columns columns,
            SqlNode call) {
        TableChanges query = new TableChanges(located, end, columns, call.getParserPosition());
        for (int i = 0; i < changes.size(); i++) {
            query.add(changes.get(i), i);
        }
        if (query.parts.isEmpty()) {
            query.addNothing();
        }
        return query.union(0, query.parts.size());
    }

    /// What was changed after `start` until `end`; all of it where that is null.
    static List<ChangedFiles> changes(
            Relations.Located located, @Nullable Long start, long end, SqlNode call) {
        try {
            return ChangedFiles.between(located.place().toString(), located.table(), start, end);
        } catch (SqlException e) {
            throw Positions.error(e.code(), String.valueOf(e.getMessage()), call);
        }
    }

    private void add(ChangedFiles change, int ordinal) {
        long id = change.snapshot().snapshotId();
        Long before = change.before();
        if (!change.added().isEmpty()) {
            parts.add(rows("insert", change, ordinal, id, isIn(ROW, change.added())));
        }
        if (before != null && !change.removed().isEmpty()) {
            parts.add(rows("delete", change, ordinal, before, isIn(ROW, change.removed())));
        }
        if (before != null && !change.marked().isEmpty()) {
            List<String> files = change.marked();
            parts.add(rows("delete", change, ordinal, before, only(files, id)));
            parts.add(rows("insert", change, ordinal, id, only(files, before)));
        }
    }

    /// No rows, with the columns that there would be.
    private void addNothing() {
        ChangedFiles none =
                new ChangedFiles(
                        located.table().snapshot(end), null, List.of(), List.of(), List.of());
        parts.add(rows("insert", none, 0, end, SqlLiteral.createBoolean(false, at)));
    }

    private SqlNode rows(
            String type, ChangedFiles change, int ordinal, long snapshotId, SqlNode condition) {
        List<SqlNode> items = new ArrayList<>();
        for (Types.NestedField column : SnapshotUtil.schemaFor(located.table(), end).columns()) {
            items.add(column(ROW, column.name()));
        }
        items.addAll(
                switch (columns) {
                    case TRINO -> trino(type, change, ordinal);
                    case SPARK -> spark(type, change, ordinal);
                });
        return Grammar.select(at, items, version(snapshotId, ROW), condition);
    }

    private List<SqlNode> trino(String type, ChangedFiles change, int ordinal) {
        Instant time = Instant.ofEpochMilli(change.snapshot().timestampMillis());
        return List.of(
                item(text(type), DataType.STRING, "_change_type"),
                item(number(change.snapshot().snapshotId()), DataType.BIGINT, "_change_version_id"),
                item(
                        text(time.toString().replace('T', ' ').replace("Z", " UTC")),
                        new DataType.Timestamp(3, true),
                        "_change_timestamp"),
                item(number(ordinal), DataType.INTEGER, "_change_ordinal"));
    }

    private List<SqlNode> spark(String type, ChangedFiles change, int ordinal) {
        return List.of(
                item(
                        text(type.toUpperCase(Locale.ROOT)),
                        DataType.STRING,
                        MetadataColumns.CHANGE_TYPE.name()),
                item(number(ordinal), DataType.INTEGER, MetadataColumns.CHANGE_ORDINAL.name()),
                item(
                        number(change.snapshot().snapshotId()),
                        DataType.BIGINT,
                        MetadataColumns.COMMIT_SNAPSHOT_ID.name()));
    }

    /// Rows of these files that are not in the other version of them.
    private SqlNode only(List<String> files, long otherSnapshotId) {
        SqlNode same = and(isIn(OTHER, files), and(equal(FILE), equal(POSITION)));
        SqlNode others =
                Grammar.select(at, List.of(number(1)), version(otherSnapshotId, OTHER), same);
        SqlNode none =
                SqlStdOperatorTable.NOT.createCall(
                        at, SqlStdOperatorTable.EXISTS.createCall(at, others));
        return and(isIn(ROW, files), none);
    }

    private SqlNode equal(String column) {
        return SqlStdOperatorTable.EQUALS.createCall(
                at, column(OTHER, column), column(ROW, column));
    }

    private SqlNode and(SqlNode left, SqlNode right) {
        return SqlStdOperatorTable.AND.createCall(at, left, right);
    }

    private SqlNode isIn(String alias, List<String> files) {
        List<SqlNode> names = files.stream().map(this::text).toList();
        return SqlStdOperatorTable.IN.createCall(
                at, column(alias, FILE), new SqlNodeList(names, at));
    }

    private SqlNode version(long snapshotId, String alias) {
        List<String> path = new ArrayList<>();
        path.add(located.place().catalog().name());
        path.addAll(Arrays.asList(located.place().identifier().namespace().levels()));
        path.add(
                new TableVersion.Past(snapshotId, end)
                        .suffixed(located.place().identifier().name()));
        return SqlStdOperatorTable.AS.createCall(
                at, new SqlIdentifier(path, at), new SqlIdentifier(alias, at));
    }

    private SqlNode column(String alias, String name) {
        return new SqlIdentifier(List.of(alias, name), at);
    }

    private SqlNode text(String text) {
        return SqlLiteral.createCharString(text, at);
    }

    private SqlNode number(long number) {
        return SqlLiteral.createExactNumeric(Long.toString(number), at);
    }

    private SqlNode item(SqlNode value, DataType type, String name) {
        SqlDataTypeSpec spec = new SqlDataTypeSpec(new BoundTypeName(type, at), at);
        return SqlStdOperatorTable.AS.createCall(
                at,
                SqlStdOperatorTable.CAST.createCall(at, value, spec),
                new SqlIdentifier(name, at));
    }

    /// The parts from `first` until before `last`, nested as little as they can be.
    private SqlNode union(int first, int last) {
        if (last - first == 1) {
            return parts.get(first);
        }
        int middle = (first + last) >>> 1;
        return SqlStdOperatorTable.UNION_ALL.createCall(
                at, union(first, middle), union(middle, last));
    }
}
