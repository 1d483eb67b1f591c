package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// Bytes are compared with those that DataSketches 6.2.0 wrote of the same values on another JDK.
class ThetaSketchTest {
    private static final int MANY = 100_000;

    private final ThetaSketch sketch = new ThetaSketch();

    @ParameterizedTest
    @CsvSource({
        "0, 01030300001e0000",
        "1, 01030300003acc93e56b61eec8804420",
        "3, 02030300001acc93030000000000803f15f97dcbbd86a105c397fc1281709d1ee56b61eec8804420"
    })
    void few_numbers_have_the_bytes_of_the_library(int count, String bytes) {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                sketch.addBits(i, Long.BYTES);
            }
        }
        assertThat(HexFormat.of().formatHex(sketch.toBytes())).isEqualTo(bytes);
        assertThat(sketch.distinctCount()).isEqualTo(count);
    }

    @Test
    void texts_of_all_lengths_have_the_bytes_of_the_library() {
        List<String> texts =
                List.of("a", "", "hello world, longer than sixteen", "Grüße", "0123456789abcdef");
        for (String text : texts) {
            byte[] bytes = ("x" + text).getBytes(StandardCharsets.UTF_8);
            sketch.addBytes(bytes, 1, bytes.length);
        }
        assertThat(HexFormat.of().formatHex(sketch.toBytes()))
                .isEqualTo(
                        "02030300001acc93040000000000803f104a944633b0bd12"
                                + "9487442c55515414d1a1c82d3efb974417c11d528507017b");
    }

    @Test
    void numbers_are_hashed_as_their_bytes() {
        ThetaSketch ofBytes = new ThetaSketch();
        byte[] bytes = {7, 0, 0, 0};
        ofBytes.addBytes(bytes, 0, bytes.length);
        sketch.addBits(7, Integer.BYTES);
        assertThat(sketch.toBytes()).isEqualTo(ofBytes.toBytes());
    }

    @Test
    void many_values_are_counted_roughly_whatever_their_order() {
        ThetaSketch backwards = new ThetaSketch();
        for (int i = 0; i < MANY; i++) {
            sketch.addBits(i, Long.BYTES);
            backwards.addBits(MANY - 1 - i, Long.BYTES);
        }
        assertThat((double) sketch.distinctCount()).isCloseTo(MANY, within(0.05 * MANY));
        assertThat(sketch.toBytes()).isEqualTo(backwards.toBytes());
    }

    @Test
    void a_rough_sketch_tells_its_hashes_and_which_share_of_all_they_are() {
        for (int i = 0; i < MANY; i++) {
            sketch.addBits(i, Long.BYTES);
        }
        ByteBuffer bytes = ByteBuffer.wrap(sketch.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.get(0)).isEqualTo((byte) 3);
        int count = bytes.getInt(8);
        long theta = bytes.getLong(16);
        assertThat(count).isEqualTo(ThetaSketch.NOMINAL_ENTRIES);
        assertThat(bytes.limit()).isEqualTo(24 + 8 * count);
        long before = 0;
        for (int i = 0; i < count; i++) {
            long hash = bytes.getLong(24 + 8 * i);
            assertThat(hash).isStrictlyBetween(before, theta);
            before = hash;
        }
    }
}
