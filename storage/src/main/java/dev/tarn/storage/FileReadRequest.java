package dev.tarn.storage;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What to read of one file, in any format: the columns of `projection`, matched by field id, of
/// the rows that start within bytes `start` to `start + lengthBytes`.
///
/// `filter`, over the columns of `filterSchema`, may leave out whole row groups that cannot match,
/// and promises nothing for rows; so may `live`, whose columns are named as in `projection`.
/// `mapping` gives field ids to files that carry none; without it, such files have theirs assigned
/// as [FileReadRequest] readers of plain files do when `plain` is set, and by column position
/// otherwise. A file that is not `plain` belongs to a table, so it never changes, and readers may
/// keep what they learn of it. `constants` are values (in Iceberg's internal form) by field id, for
/// columns that the file does not hold; a column that has neither is its initial default, or null.
/// `firstRowId` and `sequenceNumber` feed the row lineage columns of format version 3.
public record FileReadRequest(
        InputFile file,
        long start,
        long lengthBytes,
        Schema projection,
        Expression filter,
        Schema filterSchema,
        LiveBounds live,
        @Nullable NameMapping mapping,
        boolean plain,
        Map<Integer, ?> constants,
        @Nullable Long firstRowId,
        @Nullable Long sequenceNumber,
        int batchRowCount) {

    /// All of `projection` in a file that belongs to no table.
    public static FileReadRequest ofPlainFile(
            InputFile file, Schema projection, int batchRowCount) {
        return new FileReadRequest(
                file,
                0,
                Long.MAX_VALUE,
                projection,
                Expressions.alwaysTrue(),
                projection,
                LiveBounds.NONE,
                null,
                true,
                Map.of(),
                null,
                null,
                batchRowCount);
    }

    /// The same of `newFile`.
    public FileReadRequest withFile(InputFile newFile) {
        return new FileReadRequest(
                newFile,
                start,
                lengthBytes,
                projection,
                filter,
                filterSchema,
                live,
                mapping,
                plain,
                constants,
                firstRowId,
                sequenceNumber,
                batchRowCount);
    }

    /// The same, where row groups may be left out in which no row of `projection` meets
    /// `newFilter`.
    public FileReadRequest withFilter(Expression newFilter) {
        return new FileReadRequest(
                file,
                start,
                lengthBytes,
                projection,
                newFilter,
                projection,
                live,
                mapping,
                plain,
                constants,
                firstRowId,
                sequenceNumber,
                batchRowCount);
    }

    /// The same, of the rows that start in the range given.
    public FileReadRequest withRange(long newStart, long newLengthBytes) {
        return new FileReadRequest(
                file,
                newStart,
                newLengthBytes,
                projection,
                filter,
                filterSchema,
                live,
                mapping,
                plain,
                constants,
                firstRowId,
                sequenceNumber,
                batchRowCount);
    }
}
