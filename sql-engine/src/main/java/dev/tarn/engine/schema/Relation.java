package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.RowSource;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Something in FROM that has rows, as Calcite's tables.
public abstract sealed class Relation extends AbstractTable {
    private final String name;

    private Relation(String name) {
        this.name = name;
    }

    /// The name for EXPLAIN and messages.
    public String name() {
        return name;
    }

    public abstract List<Field> columns();

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        return RelTypes.toRow(columns(), factory);
    }

    /// An Iceberg table at a snapshot; null is a table without one.
    public static final class OfTable extends Relation {
        private final Table table;
        private final @Nullable Long snapshotId;
        private final Schema schema;
        private final List<Field> columns;
        private final @Nullable Set<Integer> selectable;
        private @Nullable TableStatistics statistics;

        public OfTable(String name, Table table, @Nullable Long snapshotId, Schema schema) {
            this(name, table, snapshotId, schema, null);
        }

        /// @param selectable field ids of the columns that may be read; null for all
        private OfTable(
                String name,
                Table table,
                @Nullable Long snapshotId,
                Schema schema,
                @Nullable Set<Integer> selectable) {
            super(name);
            this.selectable = selectable;
            this.table = table;
            this.snapshotId = snapshotId;
            this.schema = schema;
            this.columns = IcebergTypes.fields(schema);
        }

        /// The same, of which only these columns may be read.
        OfTable restricted(@Nullable Set<Integer> fieldIds) {
            return fieldIds == null
                    ? this
                    : new OfTable(name(), table, snapshotId, schema, fieldIds);
        }

        /// Whether any column may be read.
        public boolean allowsAny() {
            return selectable == null || !selectable.isEmpty();
        }

        /// Whether the column at `ordinal` may be read.
        public boolean allows(int ordinal) {
            return selectable == null
                    || selectable.contains(schema.columns().get(ordinal).fieldId());
        }

        public Table table() {
            return table;
        }

        public @Nullable Long snapshotId() {
            return snapshotId;
        }

        public Schema schema() {
            return schema;
        }

        @Override
        public List<Field> columns() {
            return columns;
        }

        /// What the table's metadata says of its contents.
        public TableStatistics statistics() {
            TableStatistics known = statistics;
            if (known == null) {
                known = TableStatistics.of(this);
                statistics = known;
            }
            return known;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            RelDataTypeFactory.Builder builder = factory.builder();
            for (int i = 0; i < columns.size(); i++) {
                boolean nullable = schema.columns().get(i).isOptional();
                Field column = columns.get(i);
                builder.add(column.name(), RelTypes.toRel(column.type(), nullable, factory));
            }
            return builder.build();
        }

        /// Rows that the snapshot's summary counts, deletes not taken off; -1 where it does not.
        public double rowCount() {
            Long id = snapshotId;
            if (id == null) {
                return 0;
            }
            Snapshot snapshot = table.snapshot(id);
            String total =
                    snapshot == null || snapshot.summary() == null
                            ? null
                            : snapshot.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP);
            return total == null ? -1 : Double.parseDouble(total);
        }

        @Override
        public Statistic getStatistic() {
            double rows = rowCount();
            return rows < 0 ? Statistics.UNKNOWN : Statistics.of(rows, List.of());
        }
    }

    /// Files outside any table, as they were listed.
    public static final class OfFiles extends Relation {
        /// What is thought of files without counts of rows.
        private static final double GUESSED_BYTES_PER_ROW = 100;

        private final ListedFiles files;
        private final Schema schema;
        private final List<Field> columns;

        OfFiles(String name, ListedFiles files, Schema schema) {
            super(name);
            this.files = files;
            this.schema = schema;
            this.columns = IcebergTypes.fields(schema);
        }

        @Override
        public List<Field> columns() {
            return columns;
        }

        public ListedFiles files() {
            return files;
        }

        public Schema schema() {
            return schema;
        }

        @Override
        public Statistic getStatistic() {
            double bytes = files.files().stream().mapToDouble(FileInfo::size).sum();
            return Statistics.of(Math.max(1, bytes / GUESSED_BYTES_PER_ROW), List.of());
        }
    }

    /// Rows made when the query runs.
    public static final class OfRows extends Relation {
        private static final double GUESSED_ROWS = 100;

        private final List<Field> columns;
        private final RowSource source;

        public OfRows(String name, List<Field> columns, RowSource source) {
            super(name);
            this.columns = List.copyOf(columns);
            this.source = source;
        }

        @Override
        public List<Field> columns() {
            return columns;
        }

        public RowSource source() {
            return source;
        }

        @Override
        public Statistic getStatistic() {
            return Statistics.of(GUESSED_ROWS, List.of());
        }
    }
}
