package dev.tarn.storage.delete;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.RowFilter;
import dev.tarn.storage.RowKeys;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The deletes of one data file: which columns they need to be read, and which rows they take away.
///
/// Columns that only deletes need come after those of the projection and are cut off again. Null
/// keys equal null keys. Thread-safe; readers of it are not.
public final class DeleteFilter {
    private final List<PositionSet> positions = new ArrayList<>();
    private final List<Equality> equalities = new ArrayList<>();
    private final Schema required;
    private final int columnCount;
    private final int positionOrdinal;

    /// Sets of keys over the columns at `ordinals` of the required schema.
    private record Equality(List<Integer> ordinals, List<RowKeys> keys) {}

    private DeleteFilter(Schema required, int columnCount, int positionOrdinal) {
        this.required = required;
        this.columnCount = columnCount;
        this.positionOrdinal = positionOrdinal;
    }

    /// The filter for `deletes` of `dataFile`, under a projection. `fields` finds columns of the
    /// table by id, also ones that its current schema does not have any more.
    ///
    /// @throws StorageException UNSUPPORTED for equality deletes on nested fields
    public static DeleteFilter of(
            List<DeleteFile> deletes,
            String dataFile,
            Schema projection,
            Map<Integer, Types.NestedField> fields,
            DeleteFileLoader loader) {
        List<Types.NestedField> columns = new ArrayList<>(projection.columns());
        Map<TreeSet<Integer>, List<DeleteFile>> byIds = new LinkedHashMap<>();
        List<DeleteFile> positional = new ArrayList<>();
        for (DeleteFile file : deletes) {
            switch (file.content()) {
                case POSITION_DELETES -> positional.add(file);
                case EQUALITY_DELETES ->
                        byIds.computeIfAbsent(
                                        new TreeSet<>(file.equalityFieldIds()),
                                        ids -> new ArrayList<>())
                                .add(file);
                case DATA, DATA_MANIFEST, DELETE_MANIFEST ->
                        throw new IllegalArgumentException("Not deletes: " + file.location());
            }
        }
        for (TreeSet<Integer> ids : byIds.keySet()) {
            for (int id : ids) {
                ordinal(columns, field(fields, id, dataFile));
            }
        }
        int position = positional.isEmpty() ? -1 : ordinal(columns, MetadataColumns.ROW_POSITION);
        DeleteFilter filter =
                new DeleteFilter(new Schema(columns), projection.columns().size(), position);
        positional.forEach(file -> filter.positions.add(loader.positions(file, dataFile)));
        byIds.forEach((ids, files) -> {
            List<Types.NestedField> keyFields = new ArrayList<>();
            List<Integer> ordinals = new ArrayList<>();
            for (int id : ids) {
                Types.NestedField field = field(fields, id, dataFile);
                keyFields.add(field);
                ordinals.add(ordinal(columns, field));
            }
            Schema schema = new Schema(keyFields);
            List<RowKeys> keys = new ArrayList<>();
            files.forEach(file -> keys.add(loader.equalityKeys(file, schema)));
            filter.equalities.add(new Equality(ordinals, keys));
        });
        return filter;
    }

    private static Types.NestedField field(
            Map<Integer, Types.NestedField> fields, int id, String dataFile) {
        Types.NestedField field = fields.get(id);
        if (field == null || !field.type().isPrimitiveType()) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Equality deletes of %s compare field %d, which is not a top-level column of the table"
                            .formatted(dataFile, id));
        }
        return field;
    }

    /// Where the column is, appended if it was not there.
    private static int ordinal(List<Types.NestedField> columns, Types.NestedField field) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).fieldId() == field.fieldId()) {
                return i;
            }
        }
        columns.add(field);
        return columns.size() - 1;
    }

    /// How many of its columns are of the projection; they come first.
    public int columnCount() {
        return columnCount;
    }

    /// What has to be read.
    public Schema requiredSchema() {
        return required;
    }

    /// Conditions on rows of the required schema, true for those that are not deleted: positions
    /// first.
    public List<RowFilter.Conjunct> conjuncts() {
        List<RowFilter.Conjunct> conjuncts = new ArrayList<>();
        if (positionOrdinal >= 0) {
            conjuncts.add(new Undeleted(List.of(positionOrdinal), this::keepPositions));
        }
        for (Equality equality : equalities) {
            conjuncts.add(
                    new Undeleted(
                            equality.ordinals(),
                            (batch, selection, count) ->
                                    keepKeys(batch, equality, selection, count)));
        }
        return conjuncts;
    }

    /// Moves the rows to keep to the front of `selection[0..count)` and says how many there are.
    private interface Keep {
        int rows(Batch batch, int[] selection, int count);
    }

    private record Undeleted(List<Integer> ordinals, Keep keep) implements RowFilter.Conjunct {
        @Override
        public boolean mayFail() {
            return false;
        }

        @Override
        public RowFilter.Evaluator open() {
            return this::keep;
        }

        private Batch keep(Batch batch) {
            int[] selection = new int[batch.selectedCount()];
            int[] before = batch.selection();
            for (int i = 0; i < selection.length; i++) {
                selection[i] = before == null ? i : before[i];
            }
            int count = keep.rows(batch, selection, selection.length);
            return count == batch.selectedCount()
                    ? batch
                    : new Batch(batch.columns(), batch.rowCount(), selection, count);
        }
    }

    private int keepPositions(Batch batch, int[] selection, int count) {
        return keepPositions(batch.column(positionOrdinal), selection, count);
    }

    private int keepPositions(Vector column, int[] selection, int count) {
        int kept = count;
        for (PositionSet deleted : positions) {
            if (deleted.count() == 0) {
                continue;
            }
            int next = 0;
            if (column instanceof SequenceVector(long start, long step, int length)) {
                for (int i = 0; i < kept; i++) {
                    int row = selection[i];
                    selection[next] = row;
                    next += deleted.contains(start + row * step) ? 0 : 1;
                }
            } else {
                long[] values = ((LongVector) column.flatten()).values();
                for (int i = 0; i < kept; i++) {
                    int row = selection[i];
                    selection[next] = row;
                    next += deleted.contains(values[row]) ? 0 : 1;
                }
            }
            kept = next;
        }
        return kept;
    }

    private static int keepKeys(Batch batch, Equality equality, int[] selection, int count) {
        List<Vector> vectors = new ArrayList<>();
        for (int ordinal : equality.ordinals()) {
            vectors.add(batch.column(ordinal));
        }
        RowKeys.Columns columns = RowKeys.Columns.of(vectors);
        int kept = count;
        for (RowKeys keys : equality.keys()) {
            RowKeys.Lookup lookup = keys.lookup();
            int next = 0;
            for (int i = 0; i < kept; i++) {
                int row = selection[i];
                selection[next] = row;
                next += lookup.contains(columns, row) ? 0 : 1;
            }
            kept = next;
        }
        return kept;
    }
}
