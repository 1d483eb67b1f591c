package dev.tarn.engine.spi;

import org.apache.iceberg.SortOrder;

import java.util.List;

/// How rows lie in files that are written anew, over all files of a partition.
public sealed interface FileOrder {
    /// As they come.
    FileOrder ANY = new Sorted(SortOrder.unsorted());

    /// Sorted by one column after another; of an order without columns, as they come.
    record Sorted(SortOrder order) implements FileOrder {}

    /// Along a curve through several columns, so that files, row groups and pages have narrow
    /// bounds in each of them. No file says that it is sorted: the specification has no such order.
    ///
    /// @param columnIds of columns of primitive types, fields of structs among them, one to
    ///   [#MOST_COLUMNS]
    record Clustered(Curve curve, List<Integer> columnIds) implements FileOrder {
        /// How many columns a curve goes through.
        public static final int MOST_COLUMNS = 6;

        public Clustered {
            columnIds = List.copyOf(columnIds);
            if (columnIds.isEmpty() || columnIds.size() > MOST_COLUMNS) {
                throw new IllegalArgumentException(
                        "A curve through %d columns, not 1 to %d"
                                .formatted(columnIds.size(), MOST_COLUMNS));
            }
        }
    }

    /// Which way it goes. Hilbert's has no jumps, and files along it are a little better in every
    /// column.
    enum Curve {
        HILBERT,
        ZORDER
    }
}
