package dev.tarn.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;

import org.junit.jupiter.api.Test;

import java.util.List;

class KeyRangeTest {
    private static final Batch ROWS =
            new Batch(
                    List.of(
                            new LongVector(
                                    DataType.BIGINT,
                                    new long[] {0, 5, 7, 9, Long.MAX_VALUE},
                                    nullAtFirst(),
                                    5)),
                    5);

    private static long[] nullAtFirst() {
        long[] validity = Bitmaps.allSet(5);
        Bitmaps.clear(validity, 0);
        return validity;
    }

    private static int kept(KeyRange range) {
        return range.rows(0).open().keep(ROWS).selectedCount();
    }

    @Test
    void ranges_side_by_side_have_each_row_once_and_nulls_in_the_first() {
        assertThat(kept(new KeyRange(null, 7L))).as("null and 5").isEqualTo(2);
        assertThat(kept(new KeyRange(7L, 9L))).as("7").isEqualTo(1);
        assertThat(kept(new KeyRange(9L, null))).as("9 and the greatest").isEqualTo(2);
        assertThat(kept(KeyRange.ALL)).isEqualTo(5);
    }

    @Test
    void bounds_tell_files_what_rows_are_told() {
        assertThat(new KeyRange(null, 7L).on("id").toString())
                .isEqualTo("(is_null(ref(name=\"id\")) or ref(name=\"id\") < 7)");
        assertThat(new KeyRange(7L, 9L).on("id").toString())
                .isEqualTo("(ref(name=\"id\") >= 7 and ref(name=\"id\") < 9)");
        assertThat(KeyRange.ALL.on("id").toString()).isEqualTo("true");
    }
}
