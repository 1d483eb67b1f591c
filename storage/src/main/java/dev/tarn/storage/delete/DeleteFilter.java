package dev.tarn.storage.delete;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.Piece;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowKeys;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

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

    /// What has to be read.
    public Schema requiredSchema() {
        return required;
    }

    /// The pieces of `reader`, of the required schema, without the deleted rows and with the
    /// projection's columns alone.
    public PieceReader apply(PieceReader reader) {
        return new Reader(this, reader);
    }

    private record Reader(DeleteFilter filter, PieceReader rows) implements PieceReader {
        @Override
        public long nextBytes() {
            return rows.nextBytes();
        }

        @Override
        public List<Piece> fetch() {
            List<Piece> kept = new ArrayList<>();
            for (Piece piece : rows.fetch()) {
                kept.add(new Kept(filter, piece));
            }
            return kept;
        }

        @Override
        public long bytesRead() {
            return rows.bytesRead();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    private record Kept(DeleteFilter filter, Piece rows) implements Piece {
        @Override
        public @Nullable Batch next() {
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                Batch kept = filter.keep(batch);
                if (kept.selectedCount() > 0) {
                    return kept;
                }
            }
            return null;
        }

        @Override
        public long rowCount() {
            return rows.rowCount();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    private Batch keep(Batch batch) {
        int[] selection = new int[batch.selectedCount()];
        int[] before = batch.selection();
        for (int i = 0; i < selection.length; i++) {
            selection[i] = before == null ? i : before[i];
        }
        int count = selection.length;
        if (positionOrdinal >= 0) {
            count = keepPositions(batch.column(positionOrdinal), selection, count);
        }
        for (Equality equality : equalities) {
            count = keepKeys(batch, equality, selection, count);
        }
        List<Vector> columns = batch.columns().subList(0, columnCount);
        return count == batch.rowCount()
                ? new Batch(columns, batch.rowCount())
                : new Batch(columns, batch.rowCount(), selection, count);
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
