package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.junit.jupiter.api.Test;

/// What stays of one column of a row group of 64 rows, in batches of 16.
class KeptColumnTest {
    private final KeptColumn column = new KeptColumn(64, 16);

    private static Vector rows(int first, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = first + i;
        }
        return new IntVector(DataType.INTEGER, values);
    }

    private boolean isKept(int first, int count) {
        return column.find(first, count, null, 0, null) != null;
    }

    @Test
    void rows_that_are_not_kept_are_missing_with_their_batch() {
        column.keep(16, rows(16, 16), null, 0);
        column.keep(32, rows(32, 8), null, 0);
        assertThat(column.missing(RowRanges.of(10, 50)))
                .isEqualTo(RowRanges.of(10, 16).union(RowRanges.of(32, 50)));
        assertThat(column.missing(RowRanges.of(18, 40))).isEqualTo(RowRanges.NONE);
    }

    @Test
    void some_rows_of_a_batch_do_not_take_the_place_of_all_of_a_part() {
        column.keep(0, rows(0, 8), null, 0);
        column.keep(0, rows(0, 16), new int[] {1, 9}, 2);
        assertThat(isKept(0, 8)).isTrue();
        column.keep(8, rows(8, 8), null, 0);
        assertThat(isKept(0, 8)).isTrue();
    }

    @Test
    void all_rows_take_the_place_of_some() {
        column.keep(0, rows(0, 16), new int[] {1, 9}, 2);
        assertThat(column.find(0, 16, new int[] {9}, 1, null)).isNotNull();
        assertThat(column.find(0, 16, new int[] {8}, 1, null)).isNull();
        column.keep(0, rows(0, 8), null, 0);
        assertThat(isKept(0, 8)).isTrue();
        column.keep(0, rows(0, 16), null, 0);
        assertThat(isKept(0, 16)).isTrue();
    }
}
