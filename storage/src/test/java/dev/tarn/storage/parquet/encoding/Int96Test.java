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
import java.time.LocalDate;

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

    /// The last value of parquet-testing's int96_from_spark.parquet.
    @Test
    void what_spark_wrote_by_an_overflow_is_read_by_the_same() {
        long stored = read(EPOCH - 108_302_820, -32_509_551_616_000L, MICROS);
        assertThat(LocalDate.EPOCH.plusDays(stored / 86_400_000_000L)).hasToString("+290000-12-30");
        assertThat(stored % 86_400_000_000L).isEqualTo(23 * 3_600_000_000L);
    }

    @Test
    void a_day_that_nanoseconds_cannot_tell_is_refused() {
        assertThatThrownBy(() -> read(EPOCH + 106_752, 0, NANOS))
                .isInstanceOf(PageException.class)
                .hasMessageContaining("106752 days");
    }
}
