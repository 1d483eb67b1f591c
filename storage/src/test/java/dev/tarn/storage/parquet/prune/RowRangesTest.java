package dev.tarn.storage.parquet.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.Random;

class RowRangesTest {
    private static final int ROWS = 60;

    private static RowRanges ranges(BitSet rows) {
        RowRanges.Builder ranges = new RowRanges.Builder();
        for (int from = rows.nextSetBit(0); from >= 0; ) {
            int end = rows.nextClearBit(from);
            ranges.add(from, end);
            from = rows.nextSetBit(end);
        }
        return ranges.build();
    }

    private static BitSet rows(Random random) {
        BitSet rows = new BitSet();
        for (int i = random.nextInt(6); i > 0; i--) {
            int from = random.nextInt(ROWS);
            rows.set(from, Math.min(ROWS, from + 1 + random.nextInt(15)));
        }
        return rows;
    }

    @Test
    void ranges_are_the_sets_of_rows_that_they_stand_for() {
        SeededRandom.forEachSeed(
                2000,
                random -> {
                    BitSet left = rows(random);
                    BitSet right = rows(random);
                    BitSet both = (BitSet) left.clone();
                    both.and(right);
                    BitSet either = (BitSet) left.clone();
                    either.or(right);
                    assertThat(ranges(left).intersect(ranges(right))).isEqualTo(ranges(both));
                    assertThat(ranges(left).union(ranges(right))).isEqualTo(ranges(either));
                    assertThat(ranges(left).rowCount()).isEqualTo(left.cardinality());
                    for (int row = 0; row < ROWS; row++) {
                        assertThat(ranges(left).contains(row)).isEqualTo(left.get(row));
                        int end = row + random.nextInt(10);
                        assertThat(ranges(left).overlaps(row, end))
                                .isEqualTo(!left.get(row, end).isEmpty());
                    }
                });
    }

    @Test
    void ranges_that_touch_become_one() {
        RowRanges.Builder ranges = new RowRanges.Builder();
        ranges.add(0, 10);
        ranges.add(10, 20);
        ranges.add(25, 25);
        ranges.add(30, 31);
        assertThat(ranges.build()).hasToString("[0..20) [30..31)");
    }
}
