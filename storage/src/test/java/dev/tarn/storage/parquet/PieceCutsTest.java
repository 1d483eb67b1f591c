package dev.tarn.storage.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

/// Where row groups are cut.
class PieceCutsTest {
    private static final int ROWS = 1_000_000;

    private static List<RowRanges> cuts(
            RowRanges ranges, @Nullable List<OffsetIndex> indexes, int batchRowCount) {
        return new PieceCuts(ROWS, List.of(), indexes, batchRowCount).of(ranges);
    }

    /// Pages of `rows` rows and `bytes` bytes each.
    private static OffsetIndex pages(int rows, int bytes) {
        int count = (ROWS + rows - 1) / rows;
        long[] first = new long[count];
        int[] lengths = new int[count];
        Arrays.setAll(first, page -> (long) page * rows);
        Arrays.fill(lengths, bytes);
        return new OffsetIndex(first, lengths, first);
    }

    @Test
    void few_rows_are_cut_where_the_biggest_pages_end() {
        List<OffsetIndex> indexes = List.of(pages(7_000, 10), pages(20_000, 1_000));
        assertThat(cuts(RowRanges.of(35_000, 95_000), indexes, 2_048))
                .containsExactly(
                        RowRanges.of(35_000, 40_000),
                        RowRanges.of(40_000, 60_000),
                        RowRanges.of(60_000, 80_000),
                        RowRanges.of(80_000, 95_000));
    }

    @Test
    void small_pages_go_together_and_one_big_page_is_shared() {
        assertThat(cuts(RowRanges.of(0, 40_000), List.of(pages(9_000, 10)), 2_048))
                .containsExactly(
                        RowRanges.of(0, 18_000),
                        RowRanges.of(18_000, 36_000),
                        RowRanges.of(36_000, 40_000));
        assertThat(cuts(RowRanges.of(10_000, 40_000), List.of(pages(200_000, 10)), 2_000))
                .containsExactly(
                        RowRanges.of(10_000, 16_000),
                        RowRanges.of(16_000, 32_000),
                        RowRanges.of(32_000, 40_000));
    }

    @Test
    void rows_of_no_column_are_cut_too() {
        assertThat(cuts(RowRanges.of(0, 20_000), List.of(), 2_000))
                .containsExactly(RowRanges.of(0, 16_000), RowRanges.of(16_000, 20_000));
    }

    @Test
    void many_rows_are_cut_at_whole_batches_wherever_pages_lie() {
        RowRanges all = RowRanges.all(ROWS);
        assertThat(cuts(all, List.of(pages(20_000, 10)), 2_048))
                .isEqualTo(cuts(all, null, 2_048))
                .hasSize(8)
                .allMatch(cut -> cut.start(0) % (128 * 1024) == 0);
        assertThat(cuts(all, null, 3_000).get(1).start(0)).isEqualTo(129_000);
    }
}
