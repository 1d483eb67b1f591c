package dev.tarn.storage.parquet.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.LongVector;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

class Int96Test {
    private static final int EPOCH = 2_440_588;
    private static final Timestamp MICROS = new Timestamp(6, false);
    private static final Timestamp NANOS = new Timestamp(9, false);

    private static long read(int julianDay, long nanosOfDay, Timestamp target) {
        byte[] stored =
                ByteBuffer.allocate(12)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(nanosOfDay)
                        .putInt(julianDay)
                        .array();
        BytesVector raw = new BytesVector(DataType.BINARY, stored, new int[] {0, 12}, null, 1);
        return ((LongVector) Int96.conversion(target).apply(raw)).values()[0];
    }

    @Test
    void days_and_nanoseconds_are_a_moment_cut_off_towards_the_past() {
        assertThat(read(EPOCH, 1_999, MICROS)).isEqualTo(1);
        assertThat(read(EPOCH, 1_999, NANOS)).isEqualTo(1_999);
        assertThat(read(EPOCH - 1, 86_399_999_999_999L, MICROS)).isEqualTo(-1);
        assertThat(read(EPOCH + 1, 0, MICROS)).isEqualTo(86_400_000_000L);
    }

    @Test
    void a_day_that_the_column_cannot_hold_is_refused() {
        assertThat(read(EPOCH + 106_751_990, 0, MICROS)).isEqualTo(9_223_371_936_000_000_000L);
        assertThatThrownBy(() -> read(EPOCH + 106_751_992, 0, MICROS))
                .isInstanceOf(PageException.class)
                .hasMessageContaining("106751992 days");
        assertThatThrownBy(() -> read(EPOCH + 106_752, 0, NANOS))
                .isInstanceOf(PageException.class)
                .hasMessageContaining("106752 days");
        assertThatThrownBy(() -> read(Integer.MIN_VALUE, 0, MICROS))
                .isInstanceOf(PageException.class);
    }
}
